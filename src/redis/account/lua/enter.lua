-- Puts an account of an earlier release into the directory.
-- KEYS[1] the account
-- KEYS[2] the accounts of its shard
-- KEYS[3] the words of its shard
-- ARGV[1] its id
-- ARGV[2] when it was made, in milliseconds since 1970
-- ARGV[3] the words of its address and name
-- ARGV[4] how many characters the end of a word has at least
-- ARGV[5] how many ends it has at most
-- Returns { 'OK' }; { 'KNOWN' }: it is there already; { 'NONE' }: there is no such account, or its address is not claimed yet.
-- Costs O(log n) of the shard's accounts for each end.
-- @include base/surely
-- @include base/whole
-- @include account/directory
local made_at = whole(ARGV[2])
local ends = ends_of(ARGV[3], ARGV[1], whole(ARGV[4]), whole(ARGV[5]))
if redis.call('PTTL', KEYS[1]) ~= -1 then return { 'NONE' } end
if redis.call('HGET', KEYS[1], 'words') then return { 'KNOWN' } end
surely('HSET', KEYS[1], 'words', ARGV[3])
list_account(KEYS[2], KEYS[3], ARGV[1], made_at, ends)
return { 'OK' }

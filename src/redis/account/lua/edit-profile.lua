-- Changes what the holder of an account says of himself. If the account is in the directory, it is found by the new words from then on.
-- KEYS[1] the account
-- KEYS[2] the accounts of its shard
-- KEYS[3] the words of its shard
-- ARGV[1] its id
-- ARGV[2] its e-mail address, as it was when the words were made
-- ARGV[3] its name, as it was then, or ''
-- ARGV[4] its user name, as it was then, or ''
-- ARGV[5] when it was made, in milliseconds since 1970
-- ARGV[6] the words of its address and its new name
-- ARGV[7] how many characters the end of a word has at least
-- ARGV[8] how many ends it has at most
-- ARGV[9] the token of the claim of the user name, or '' if that is no new one
-- ARGV[10..] fields and values, in pairs; '' for what it has not any more
-- Returns { 'OK' }; { 'CHANGED' }: the address or a name is another by now, or the claim is void; { 'NONE' }: there is no such account.
-- Costs O(log n) of the shard's accounts for each end.
-- @include base/in-chunks
-- @include base/surely
-- @include base/whole
-- @include account/claim
-- @include account/directory
local made_at, least, most = whole(ARGV[5]), whole(ARGV[7]), whole(ARGV[8])
local email, name, logInName, note = unpack(redis.call('HMGET', KEYS[1], 'email', 'displayName', 'logInName', 'claim'))
if not email then return { 'NONE' } end
if email ~= ARGV[2] or (name or '') ~= ARGV[3] or (logInName or '') ~= ARGV[4] then return { 'CHANGED' } end
if ARGV[9] ~= '' and not has_claim(note, ARGV[9]) then return { 'CHANGED' } end
local former = redis.call('HGET', KEYS[1], 'words')
local is_listed = former and former ~= ARGV[6]
local gone = is_listed and ends_of(former, ARGV[1], least, most) or {}
local ends = is_listed and ends_of(ARGV[6], ARGV[1], least, most) or {}
surely('HSET', KEYS[1], unpack(ARGV, 10))
if ARGV[9] ~= '' then surely('HDEL', KEYS[1], 'claim') end
if is_listed then
  surely('HSET', KEYS[1], 'words', ARGV[6])
  if #gone > 0 then in_chunks('ZREM', KEYS[3], gone) end
  list_account(KEYS[2], KEYS[3], ARGV[1], made_at, ends)
end
return { 'OK' }

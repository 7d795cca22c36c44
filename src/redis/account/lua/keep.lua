-- Keeps an account that was to go by itself unless its address could be claimed, and puts it into the directory, in the place of what it
-- was found by before, and among the administrators if it is one.
-- KEYS[1] the account
-- KEYS[2] its access
-- KEYS[3] the accounts of its shard
-- KEYS[4] the words of its shard
-- KEYS[5] the administrators of its shard
-- KEYS[6] the outbox of domain events
-- ARGV[1] its id
-- ARGV[2] when it was made, in milliseconds since 1970
-- ARGV[3] the words of its address and name
-- ARGV[4] how many characters the end of a word has at least
-- ARGV[5] how many ends it has at most
-- ARGV[6] how many domain events their outbox keeps
-- ARGV[7] the domain event that tells of a new account, '' for none
-- Returns { 'OK' }; { 'NONE' } if one of them is gone: a failover may have lost it meanwhile.
-- Costs O(log n) of the shard's accounts for each end.
-- @include base/in-chunks
-- @include base/surely
-- @include base/whole
-- @include account/administrators
-- @include account/directory
-- @include domain-event/tell
-- @include session/access-change
local made_at, most_events = whole(ARGV[2]), whole(ARGV[6])
local ends = ends_of(ARGV[3], ARGV[1], whole(ARGV[4]), whole(ARGV[5]))
local former = redis.call('HGET', KEYS[1], 'words')
local gone = former and former ~= ARGV[3] and ends_of(former, ARGV[1], whole(ARGV[4]), whole(ARGV[5])) or {}
-- Read as what it is, so that something else in its place is met before anything is written.
local access = redis.call('GET', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 0 or not access then return { 'NONE' } end
-- One that did not expire was kept before.
local is_new = redis.call('PTTL', KEYS[1]) >= 0
redis.call('PERSIST', KEYS[1])
redis.call('PERSIST', KEYS[2])
surely('HSET', KEYS[1], 'words', ARGV[3])
if #gone > 0 then in_chunks('ZREM', KEYS[4], gone) end
list_account(KEYS[3], KEYS[4], ARGV[1], made_at, ends)
list_administrator(KEYS[5], ARGV[1], access_roles(access))
if is_new then tell_event(KEYS[6], most_events, ARGV[7]) end
return { 'OK' }

#!lua flags=allow-oom
-- Sets an account's roles. They hold from the next request on, every process is told, and the tokens are due to be rotated.
-- It also runs while Redis is out of memory: a right must be taken away at any time.
-- KEYS[1] the account's access; the version and the changes of its shard are derived from it as session/owner tells
-- KEYS[2] the log of the audit
-- KEYS[3] the addresses of its acts
-- KEYS[4] the administrators of the shard
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the roles, with commas between
-- ARGV[3] the owner
-- ARGV[4] the channel of changed rights
-- ARGV[5] its id
-- ARGV[6] how many acts the log keeps
-- ARGV[7] for how many milliseconds
-- ARGV[8] for how many milliseconds it keeps addresses
-- ARGV[9..] the act, as account/audit has it
-- Returns { 'OK' }; { 'SAME' }: they were so before; { 'NONE' }: there is no such account.
-- Costs O(1).
-- @include base/whole
-- @include account/administrators
-- @include account/audit
-- @include session/access-change
-- @include session/owner
local bounds, act = { whole(ARGV[6]), whole(ARGV[7]), whole(ARGV[8]) }, act_from(9)
local access = redis.call('GET', KEYS[1])
if not access then return {'NONE'} end
if access_roles(access) == ARGV[2] then return {'SAME'} end
redis.call('SET', KEYS[1], access_with_roles(access, ARGV[2]), 'KEEPTTL')
list_administrator(KEYS[4], ARGV[5], ARGV[2])
note_change(key_start(KEYS[1], 'access'))
redis.call('PUBLISH', ARGV[4], ARGV[3])
act.before, act.after = access_roles(access), ARGV[2]
note_act(KEYS[2], KEYS[3], bounds, act)
return {'OK'}

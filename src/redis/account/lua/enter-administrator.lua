-- Puts an account of an earlier release among the administrators of its shard, if it is one.
-- KEYS[1] its access
-- KEYS[2] the administrators of its shard
-- ARGV[1] its id
-- Returns { 'OK' }; { 'KNOWN' }: it is there already; { 'NONE' }: it is no administrator's.
-- Costs O(1).
-- @include account/administrators
-- @include session/access-change
local access = redis.call('GET', KEYS[1])
if not access or not has_admin(access_roles(access)) then return { 'NONE' } end
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then return { 'KNOWN' } end
list_administrator(KEYS[2], ARGV[1], access_roles(access))
return { 'OK' }

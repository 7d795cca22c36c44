-- Sets an account's roles. They hold from the next request on; `rolesAt` makes tokens that are older be rotated.
-- KEYS: account
-- ARGV: roles, with commas between
-- Returns 1 where they changed, 0 where they were so before, -1 where there is no such account. Constant cost.
-- @include now
local before = redis.call('HGET', KEYS[1], 'roles')
if not before then return -1 end
if before == ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'roles', ARGV[1], 'rolesAt', now_ms())
return 1

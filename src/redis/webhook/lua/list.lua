-- Lists an endpoint, unless there are too many.
-- KEYS[1] the ids of all endpoints
-- ARGV[1] its id
-- ARGV[2] how many there may be
-- Returns { 'OK' }, or { 'FULL' }: there are too many.
-- Costs O(1).
-- @include base/whole
local most = whole(ARGV[2])
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 and redis.call('SCARD', KEYS[1]) >= most then return { 'FULL' } end
redis.call('SADD', KEYS[1], ARGV[1])
return { 'OK' }

#!lua flags=allow-oom
-- Lets go of a payment that waits for its customer: whoever hears of the customer first goes on with it, and else a worker.
-- It also runs while Redis is out of memory: a payment that is under way must end.
-- KEYS[1] the order
-- KEYS[2] the in-flight index: orders by the end of their lock
-- ARGV[1] the order's id
-- ARGV[2] the lock that the caller must hold
-- ARGV[3] what the customer has to do, as JSON
-- ARGV[4] what the provider calls the payment; '' if it has not told
-- ARGV[5] milliseconds after which a worker looks at it
-- ARGV[6] channel of the order
-- Returns { 'OK' }, or { 'LOST' }: the caller does not hold the lock.
-- Costs O(1).
-- @include base/now
-- @include base/publish
-- @include base/surely
-- @include base/whole
local order, in_flight, id = KEYS[1], KEYS[2], ARGV[1]
local look_at = string.format('%.0f', now_ms() + whole(ARGV[5]))
local state, lock = unpack(redis.call('HMGET', order, 'state', 'lock'))
if state ~= 'PENDING' or lock ~= ARGV[2] then return { 'LOST' } end
redis.call('ZSCORE', in_flight, id)
redis.call('HSET', order, 'action', ARGV[3], 'reference', ARGV[4], 'lockedUntil', '0', 'told', '1')
surely('ZADD', in_flight, look_at, id)
publish(ARGV[6], state)
return { 'OK' }

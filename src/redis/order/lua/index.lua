-- Notes an order in its owner's list. Repeating it changes nothing.
-- KEYS[1] the owner's list: orders by when they were placed
-- ARGV[1] the order's id
-- ARGV[2] when it was placed, in milliseconds
-- ARGV[3] milliseconds to keep the list
-- ARGV[4] milliseconds to keep an order
-- Returns the ids of at most two orders that may be forgotten already.
-- Costs O(log n) of the list.
-- @include base/now
-- @include base/whole
local list, ttl_ms, kept_ms = KEYS[1], whole(ARGV[3]), whole(ARGV[4])
local old = redis.call('ZRANGE', list, '-inf', now_ms() - kept_ms, 'BYSCORE', 'LIMIT', 0, 2)
redis.call('ZADD', list, 'NX', ARGV[2], ARGV[1])
redis.call('PEXPIRE', list, ttl_ms)
return old

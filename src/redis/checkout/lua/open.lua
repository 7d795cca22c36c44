-- Reads the checkout that was last started from a cart.
-- KEYS[1] the cart
-- ARGV[1..] what the keys of orders begin with, by shard; none on a cluster
-- Returns { id, fields and values in turn or nothing if they were not read }, or {}: none was started.
-- Costs O(1).
-- @include order/shard
local id = redis.call('HGET', KEYS[1], 'checkout')
return id and { id, stored_order(id, ARGV) } or {}

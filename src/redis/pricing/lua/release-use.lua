#!lua flags=allow-oom
-- Gives back the use of a discount for an order whose payment came to nothing, unless a later payment of the order uses it.
-- It also runs while Redis is out of memory: it frees.
-- KEYS[1] the orders that use the discount, each with the number of its payment and its customer
-- KEYS[2] how often each customer uses it
-- ARGV[1] the order's id
-- ARGV[2] the number of the payment that came to nothing
-- Returns { 'OK' } if it was given back, or { 'KEPT' }: it is not used, or by a later payment.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local orders, customers, attempt = KEYS[1], KEYS[2], whole(ARGV[2])
local claim = redis.call('HGET', orders, ARGV[1])
if not claim then return { 'KEPT' } end
local before, customer = string.match(claim, '^(%d+):(.*)$')
if before and tonumber(before) > attempt then return { 'KEPT' } end
local used = customer and tonumber(redis.call('HGET', customers, customer) or nil) or 0
redis.call('HDEL', orders, ARGV[1])
if used > 1 then
  surely('HSET', customers, customer, string.format('%.0f', used - 1))
elseif customer then
  surely('HDEL', customers, customer)
end
return { 'OK' }

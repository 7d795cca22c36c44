#!lua flags=allow-oom
-- Puts another customer in the place of the one whose order uses a discount. It may be repeated.
-- It also runs while Redis is out of memory: it replaces texts by others that are hardly longer.
-- KEYS[1] the orders that use the discount, each with the number of its payment and its customer
-- KEYS[2] how often each customer uses it
-- ARGV[1] the order's id
-- ARGV[2] the customer
-- ARGV[3] the other one
-- Returns { 'OK' }, or { 'NONE' }: the customer does not use it for this order.
-- Costs O(1).
-- @include base/surely
local orders, customers = KEYS[1], KEYS[2]
local attempt, customer = string.match(redis.call('HGET', orders, ARGV[1]) or '', '^(%d+):(.*)$')
if customer ~= ARGV[2] then return { 'NONE' } end
local used = tonumber(redis.call('HGET', customers, ARGV[2]) or nil) or 0
local others = tonumber(redis.call('HGET', customers, ARGV[3]) or nil) or 0
redis.call('HSET', orders, ARGV[1], attempt .. ':' .. ARGV[3])
if used > 1 then
  surely('HSET', customers, ARGV[2], string.format('%.0f', used - 1))
else
  surely('HDEL', customers, ARGV[2])
end
surely('HSET', customers, ARGV[3], string.format('%.0f', others + 1))
return { 'OK' }

-- Uses a discount for an order, once however often it is repeated. A later payment of the order takes over what an earlier one used.
-- KEYS[1] the orders that use the discount, each with the number of its payment and its customer
-- KEYS[2] how often each customer uses it
-- ARGV[1] the order's id
-- ARGV[2] the number of the payment
-- ARGV[3] the customer
-- ARGV[4] uses in all, at most; '' for any number
-- ARGV[5] uses of one customer, at most; '' for any number
-- Returns { 'OK' }, { 'ALL' }: it was used as often as may be; or { 'CUSTOMER' }: by this customer.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local orders, customers = KEYS[1], KEYS[2]
local id, attempt, customer = ARGV[1], whole(ARGV[2]), ARGV[3]
local most = ARGV[4] ~= '' and whole(ARGV[4])
local most_of_customer = ARGV[5] ~= '' and whole(ARGV[5])
local claim = redis.call('HGET', orders, id)
local used = tonumber(redis.call('HGET', customers, customer) or nil) or 0
if claim then
  local before, of = string.match(claim, '^(%d+):(.*)$')
  if before and tonumber(before) >= attempt then return { 'OK' } end
  redis.call('HSET', orders, id, string.format('%.0f', attempt) .. ':' .. (of or customer))
  return { 'OK' }
end
if most and redis.call('HLEN', orders) >= most then return { 'ALL' } end
if most_of_customer and used >= most_of_customer then return { 'CUSTOMER' } end
redis.call('HSET', orders, id, string.format('%.0f', attempt) .. ':' .. customer)
surely('HSET', customers, customer, string.format('%.0f', used + 1))
redis.call('PERSIST', orders)
redis.call('PERSIST', customers)
return { 'OK' }

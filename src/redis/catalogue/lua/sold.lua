-- Counts what an order sold, once per order, for the order BEST_SELLING.
-- KEYS[1] the number of each SKU
-- KEYS[2] the order by pieces sold
-- KEYS[3] pieces sold of what is not for sale, by SKU
-- KEYS[4] how the slices of the orders begin
-- KEYS[5] mark of the order
-- ARGV[1] milliseconds to remember the mark
-- ARGV[2..] for each line: SKU, quantity
-- Returns { 'OK' }, or { 'AGAIN' }: the order was counted before.
-- Costs O(lines * log products), at most 100 lines.
-- @include catalogue/order
local numbers, by_sold, resting, slices, counted = unpack(KEYS)
if not redis.call('SET', counted, 1, 'NX', 'PX', ARGV[1]) then return { 'AGAIN' } end
for at = 2, #ARGV, 2 do
  local sku, quantity = ARGV[at], tonumber(ARGV[at + 1])
  local number = redis.call('HGET', numbers, sku)
  local sold = number and redis.call('ZSCORE', by_sold, number)
  if sold then
    put_in_order(by_sold, slices, 'sold', number, tonumber(sold) + quantity)
  elseif number then
    redis.call('HINCRBY', resting, sku, quantity)
  end
end
return { 'OK' }

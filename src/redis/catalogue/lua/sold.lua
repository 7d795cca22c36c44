-- Counts what an order sold, once an order, for the order BEST_SELLING.
-- KEYS: numbers, sold, resting, slice, mark of the order
-- ARGV: milliseconds to remember the mark, then SKU and quantity of each line
-- Returns 1, or 0 where the order was counted before. Costs O(lines * log products), at most 100 lines.
-- @include catalogue/order
local numbers, by_sold, resting, slices, counted = unpack(KEYS)
if not redis.call('SET', counted, 1, 'NX', 'PX', ARGV[1]) then return 0 end
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
return 1

-- Counts what an order sold, once per order, for the order BEST_SELLING.
-- KEYS[1] the number of each SKU
-- KEYS[2] the order by pieces sold
-- KEYS[3] pieces sold of what is not for sale, by SKU
-- KEYS[4] how the slices of the orders begin
-- KEYS[5] mark of the order
-- KEYS[6] the product of each variant, by SKU, which is counted in its place
-- ARGV[1] milliseconds to remember the mark
-- ARGV[2..] for each line: SKU, quantity
-- Returns { 'OK' }, or { 'AGAIN' }: the order was counted before.
-- Costs O(lines * log products), at most 100 lines.
-- @include base/surely
-- @include base/whole
-- @include catalogue/order
local numbers, by_sold, resting, slices, counted, parents = unpack(KEYS)
if redis.call('EXISTS', counted) == 1 then return { 'AGAIN' } end
-- Read first, so that a key that is not what it should be is met before anything is written.
redis.call('HLEN', resting)
local changes = {}
for at = 2, #ARGV, 2 do
  local sku, quantity = redis.call('HGET', parents, ARGV[at]) or ARGV[at], whole(ARGV[at + 1])
  local number = redis.call('HGET', numbers, sku)
  local sold = number and redis.call('ZSCORE', by_sold, number)
  changes[#changes + 1] = { sku = sku, number = number, quantity = quantity, is_for_sale = sold }
end

redis.call('SET', counted, 1, 'PX', ARGV[1])
for _, change in ipairs(changes) do
  local number, sku = change.number, change.sku
  local sold = number and change.is_for_sale and surely('ZSCORE', by_sold, number)
  if number and sold then
    put_in_order(by_sold, slices, 'sold', number, score_of(sold) + change.quantity)
  elseif number then
    local rested = score_of(surely('HGET', resting, sku) or nil)
    surely('HSET', resting, sku, string.format('%.0f', rested + change.quantity))
  end
end
return { 'OK' }

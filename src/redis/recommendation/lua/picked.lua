-- Picks what goes with some products, and fills up with what is wanted at present and what sells best: only what is for sale and in stock.
-- KEYS[1] the products
-- KEYS[2] the SKU of each number
-- KEYS[3] products for sale by pieces sold
-- KEYS[4] pieces on hand
-- KEYS[5] pieces reserved
-- KEYS[6] how much each product is wanted at present
-- KEYS[7..] what is shown of each of these products
-- ARGV[1] how many to pick
-- ARGV[2] how many times as many it looks at of what goes with them
-- ARGV[3] how many it looks at most of what sells best
-- ARGV[4..] products that are not picked
-- Returns the picked products as they are stored.
-- Costs about 4 commands per product that it looks at.
-- @include base/whole
local size, picked, known, scores, names = whole(ARGV[1]), {}, {}, {}, {}
for at = 4, #ARGV do known[ARGV[at]] = true end
for at = 7, #KEYS do
  local list = redis.call('ZREVRANGE', KEYS[at], 0, -1, 'WITHSCORES')
  for place = 1, #list, 2 do
    local sku = list[place]
    if not scores[sku] then names[#names + 1] = sku end
    scores[sku] = (scores[sku] or 0) + list[place + 1]
  end
end
table.sort(names, function(a, b)
  if scores[a] ~= scores[b] then return scores[a] > scores[b] end
  return a < b
end)

-- A product that is stored as for sale has this in its JSON, where a quote in a text would stand behind a backslash.
local function offer(sku)
  local stock = (redis.call('HGET', KEYS[4], sku) or 0) - (redis.call('HGET', KEYS[5], sku) or 0)
  local product = stock > 0 and redis.call('HGET', KEYS[1], sku)
  if product and string.find(product, '"active":true', 1, true) then picked[#picked + 1] = product end
end

local looked_at = 0
for _, sku in ipairs(names) do
  if #picked == size or looked_at == size * whole(ARGV[2]) then break end
  if not known[sku] then
    looked_at = looked_at + 1
    offer(sku)
  end
end
local count = #ARGV - 3 + #names + size
for _, sku in ipairs(names) do known[sku] = true end
local function fill(list, sku_of)
  for _, each in ipairs(list) do
    if #picked >= size then return end
    local sku = sku_of(each)
    if sku and not known[sku] then
      known[sku] = true
      offer(sku)
    end
  end
end
if #picked < size then
  fill(redis.call('ZREVRANGE', KEYS[6], 0, count - 1), function(sku) return sku end)
end
if #picked < size then
  local best = redis.call('ZREVRANGE', KEYS[3], 0, math.min(whole(ARGV[3]), count) - 1)
  fill(best, function(number) return redis.call('HGET', KEYS[2], number) end)
end
return picked

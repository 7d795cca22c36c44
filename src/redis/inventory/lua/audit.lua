-- Compares the pieces reserved with what the holds that keep stock add up to, and puts them right if asked to.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- ARGV[1] how the channels of products begin
-- ARGV[2] '1' to put them right, else ''
-- Returns for each SKU where they differ: SKU, pieces reserved, pieces held.
-- Costs O(holds that keep stock, and products reserved): for the doctor, not for the shop.
-- @include inventory/inventory
new_plan()
local held, found = {}, {}
for _, id in ipairs(redis.call('ZRANGE', expiry_key, 0, -1)) do
  local hold = read_hold(id)
  if holds_stock(hold) then
    for at = 1, #hold.l, 2 do held[hold.l[at]] = (held[hold.l[at]] or 0) + hold.l[at + 1] end
  end
end
local stored = redis.call('HGETALL', reserved_key)
local reserved = {}
for at = 1, #stored, 2 do
  reserved[stored[at]] = stored[at + 1]
  held[stored[at]] = held[stored[at]] or 0
end
for sku, count in pairs(held) do
  local before = reserved[sku] or '0'
  if before ~= string.format('%.0f', count) then
    found[#found + 1] = sku
    found[#found + 1] = before
    found[#found + 1] = string.format('%.0f', count)
  end
end
if ARGV[2] ~= '1' then return found end
for at = 1, #found, 3 do
  local sku, count = found[at], found[at + 2]
  if count == '0' then redis.call('HDEL', reserved_key, sku) else redis.call('HSET', reserved_key, sku, count) end
  redis.call('PUBLISH', ARGV[1] .. sku, 'stock')
end
return found

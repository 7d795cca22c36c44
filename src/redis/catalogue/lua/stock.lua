-- Notes which products are in stock, for the lists that ask for these.
-- KEYS[1] the number of each SKU
-- KEYS[2] the product of each variant, by SKU
-- KEYS[3] how the families of products with variants begin
-- KEYS[4] the SKUs that are in stock
-- KEYS[5] the bitmap of what is for sale
-- KEYS[6] how the bitmaps of facets begin
-- ARGV[1..] for each SKU: it, and `1` if it is in stock, else `0`
-- Returns how many of the SKUs were noted otherwise before.
-- Costs O(SKUs, and variants of their products).
-- @include base/surely
-- @include catalogue/shelf
local numbers, parents, families, stocked, bits, facets = unpack(KEYS)
local changed, touched = 0, {}
-- Read first, so that a key that is not what it should be is met before anything is written.
redis.call('HLEN', numbers)
redis.call('HLEN', parents)
redis.call('SCARD', stocked)
redis.call('STRLEN', bits)
for at = 1, #ARGV, 2 do
  local sku = ARGV[at]
  changed = changed + surely(ARGV[at + 1] == '1' and 'SADD' or 'SREM', stocked, sku)
  touched[surely('HGET', parents, sku) or sku] = true
end
for sku in pairs(touched) do
  local number = surely('HGET', numbers, sku)
  if number then put_on_shelf(facets, number, is_in_stock(families, stocked, sku) and is_listed(bits, number)) end
end
return changed

-- Reads the variants of products.
-- KEYS[1] the products, by SKU
-- KEYS[2] how the families of products with variants begin
-- ARGV[1..] SKUs of the products
-- Returns for each a list of what is stored of its variants, in the order in which they came.
-- Costs O(variants).
-- @include catalogue/family
local reply = {}
for index, sku in ipairs(ARGV) do
  local skus, found = {}, {}
  for at, variant in ipairs(variants_in(KEYS[2], sku)) do skus[at] = variant.sku end
  if #skus > 0 then
    for _, stored in ipairs(redis.call('HMGET', KEYS[1], unpack(skus))) do
      if stored then found[#found + 1] = stored end
    end
  end
  reply[index] = found
end
return reply

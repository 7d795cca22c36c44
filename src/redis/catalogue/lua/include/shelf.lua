-- Which products are in stock: the facet `s` of the product itself or, if it has options, of one of its variants for sale.
-- @include base/surely
-- @include catalogue/facets
-- @include catalogue/family
-- @include catalogue/place
local function is_in_stock(families, stocked, sku)
  if not head_of(families, sku) then return surely('SISMEMBER', stocked, sku) == 1 end
  for _, variant in ipairs(variants_in(families, sku)) do
    if variant.is_for_sale and surely('SISMEMBER', stocked, variant.sku) == 1 then return true end
  end
  return false
end

local function is_listed(bits, number) return surely('GETBIT', bits, place_of(number)) == 1 end

local function put_on_shelf(facets, number, is_there)
  surely('SETBIT', facet_key(facets, 's'), place_of(number), is_there and 1 or 0)
end

-- Writes products and everything they are found by.
-- KEYS[1] the products, by SKU
-- KEYS[2] the texts that they are found by, by number
-- KEYS[3] the postings of all terms
-- KEYS[4] the number of each SKU
-- KEYS[5] the SKU of each number
-- KEYS[6] the names in their order
-- KEYS[7] the order by name
-- KEYS[8] the order by price
-- KEYS[9] the order by pieces sold
-- KEYS[10] pieces sold of what is not for sale, by SKU
-- KEYS[11] the terms that have bitmaps
-- KEYS[12] the bitmap of what is for sale; how the bitmaps of terms begin
-- KEYS[13] how the slices of the orders begin
-- KEYS[14] the product of each variant, by SKU
-- KEYS[15] how the families of products with variants begin
-- KEYS[16] the facets of each product, by number
-- KEYS[17] how the bitmaps of facets begin
-- KEYS[18] the labels of values of options
-- KEYS[19] the categories
-- KEYS[20] the SKUs that are in stock
-- ARGV[1] how the channels of products begin
-- ARGV[2] products that make a term frequent
-- ARGV[3] terms with bitmaps at most
-- ARGV[4] postings put into new bitmaps by one call
-- ARGV[5] one product in how many tells of terms that have become frequent
-- ARGV[6] `1` if all of the products must be new, else `0`
-- ARGV[7] variants of one product at most
-- ARGV[8] words of its variants that a product is found by at most
-- ARGV[9] different values of options at most
-- ARGV[10..] for each product: SKU, document (JSON), search text (of a variant its words), sort name, price as a whole number, `1` if
--   it is for sale, else `0`, SKU of the product that it is a variant of or '', names of options, sorted, with \1 between, and
--   facets as catalogue/facets has them
-- Returns for each product { 'OK', its time of creation in milliseconds }, or why it was not written: { 'TAKEN', SKU };
--   { 'CATEGORY', one that does not exist }; { 'NO_PRODUCT' } that has options for a variant; { 'OPTIONS', what these are };
--   { 'SAME', SKU of the variant with the same values }; { 'VARIANTS' } or { 'VALUES' }: too many; { 'HAS_VARIANTS' } with other options.
-- Costs O(terms * log postings) per product, for a variant of all terms of its product; the caller gives at most 50 products of at
--   most 180 terms, or 10 variants.
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include catalogue/announce
-- @include catalogue/facets
-- @include catalogue/family
-- @include catalogue/frequent
-- @include catalogue/index
-- @include catalogue/order
-- @include catalogue/label
-- @include catalogue/shelf
-- @include catalogue/place
-- @include catalogue/split
local products, texts, postings, numbers, skus, names, by_name, by_price, by_sold, resting, frequent, bits, slices,
  parents, families, faceted, facet, values, categories, stocked = unpack(KEYS)
local facet_keys = { faceted = faceted, facet = facet, values = values }
local max_variants, max_words, max_values = whole(ARGV[7]), whole(ARGV[8]), whole(ARGV[9])
local fill_step = whole(ARGV[4])
local index_keys = { postings = postings, frequent = frequent, bits = bits }
local terms_limits = { from = whole(ARGV[2]), most = whole(ARGV[3]), sampled_every = whole(ARGV[5]) }
local created_now = string.format('%.0f', now_ms())
local reply = {}
-- Read first, so that a key that is not what it should be is met before anything is written.
redis.call('HLEN', products)
redis.call('HLEN', texts)
redis.call('ZCARD', postings)
redis.call('HLEN', skus)
redis.call('ZCARD', names)
redis.call('ZCARD', by_name)
redis.call('ZCARD', by_price)
redis.call('ZCARD', by_sold)
redis.call('HLEN', resting)
redis.call('HLEN', frequent)
redis.call('STRLEN', bits)
redis.call('HLEN', parents)
redis.call('HLEN', faceted)
redis.call('HLEN', values)
redis.call('HLEN', categories)
redis.call('SCARD', stocked)

local function terms_in(facets) return (string.gsub(facets, '\3[^\1]*', '')) end

-- Why a variant cannot be one of its product, given the variants that this has.
local function variant_refusal(item, variants)
  local others = 0
  for _, variant in ipairs(variants) do
    if variant.sku ~= item.sku then
      others = others + 1
      if terms_in(variant.facets) == terms_in(item.facets) then return { 'SAME', variant.sku } end
    end
  end
  if others >= max_variants then return { 'VARIANTS' } end
  local new = 0
  for _, term in ipairs(split(terms_in(item.facets), '\1')) do new = new + 1 - surely('HEXISTS', values, term) end
  if new > 0 and surely('HLEN', values) + new > max_values then return { 'VALUES' } end
end

local function refusal_of(item)
  if ARGV[6] == '1' and surely('HEXISTS', products, item.sku) == 1 then return { 'TAKEN', item.sku } end
  for _, term in ipairs(split(terms_in(item.facets), '\1')) do
    if not is_option(term) and surely('HEXISTS', categories, string.sub(term, 3)) == 0 then
      return { 'CATEGORY', string.sub(term, 3) }
    end
  end
  if item.parent == '' then
    if has_variants(families, item.sku) and head_of(families, item.sku) ~= item.options then return { 'HAS_VARIANTS' } end
    return nil
  end
  if has_variants(families, item.sku) then return { 'HAS_VARIANTS' } end
  local options = head_of(families, item.parent)
  if not options then return { 'NO_PRODUCT' } end
  if options ~= item.options then return { 'OPTIONS', (string.gsub(options, '\1', ', ')) } end
  return variant_refusal(item, variants_in(families, item.parent))
end

local function offer(sku, number, name, price)
  surely('SETBIT', bits, place_of(number), 1)
  put_in_order(by_price, slices, 'price', number, price)
  if not surely('ZSCORE', by_sold, number) then
    put_in_order(by_sold, slices, 'sold', number, surely('HGET', resting, sku) or 0)
    surely('HDEL', resting, sku)
  end
  if not surely('ZSCORE', by_name, number) then add_name(names, by_name, slices, name, number) end
end

local function withdraw(sku, number)
  surely('SETBIT', bits, place_of(number), 0)
  take_from_order(by_price, slices, 'price', number)
  local sold = take_from_order(by_sold, slices, 'sold', number)
  if sold > 0 then surely('HSET', resting, sku, string.format('%.0f', sold)) end
end

-- Products that are found otherwise than before because of their variants, and those that changed.
local touched, written = {}, {}

local function leave_family(sku, parent)
  local before = surely('HGET', parents, sku)
  if not before or before == parent then return end
  surely('HDEL', family_key(families, before), sku)
  surely('HDEL', parents, sku)
  touched[before] = true
end

local function join_family(item)
  local place = 0
  for _, variant in ipairs(variants_in(families, item.parent)) do
    if variant.sku == item.sku then
      place = variant.place
      break
    end
    place = math.max(place, variant.place + 1)
  end
  surely('HSET', parents, item.sku, item.parent)
  put_variant(families, item.parent,
    { sku = item.sku, place = place, is_for_sale = item.active == '1', words = item.text, facets = item.facets })
  touched[item.parent] = true
end

local function find_by(number, text, facets)
  local old_text = surely('HGET', texts, number)
  if text ~= old_text then
    surely('HSET', texts, number, text)
    index_terms(index_keys, number, old_text, text, terms_limits)
  end
  mark_facets(facet_keys, number, string.byte(text) == 33 and {} or facets)
end

local function number_of(sku)
  local number = surely('HGET', numbers, sku) or ''
  if number == '' then
    number = string.format('%08d', surely('HLEN', numbers))
    surely('HSET', numbers, sku, number)
    surely('HSET', skus, number, sku)
  end
  return number
end

local function write(item)
  local sku, name, is_offered = item.sku, item.name, item.active == '1' and item.parent == ''
  local created_at, old = created_now, surely('HGET', products, sku)
  if old then
    local number = surely('HGET', numbers, sku) or ''
    local old_created, old_name = string.match(old, '^(%d+)\n([^\n]*)\n')
    created_at = old_created or created_now
    if old_name and number ~= '' and (old_name ~= name or not is_offered) then
      remove_name(names, by_name, slices, old_name, number)
    end
  end
  leave_family(sku, item.parent)
  surely('HSET', products, sku, created_at .. '\n' .. name .. '\n' .. item.document)
  if item.options ~= '' and item.parent == '' then
    surely('HSET', family_key(families, sku), '', item.options .. '\2' .. item.text .. '\2' .. item.facets)
    touched[sku] = true
  elseif head_of(families, sku) then
    surely('UNLINK', family_key(families, sku))
    touched[sku] = nil
  end
  if item.parent ~= '' then join_family(item) end
  if item.parent == '' then
    local number = number_of(sku)
    if not touched[sku] then find_by(number, item.text, split(item.facets, '\1')) end
    if is_offered then offer(sku, number, name, item.price) else withdraw(sku, number) end
    if not touched[sku] then put_on_shelf(facet, number, is_offered and surely('SISMEMBER', stocked, sku) == 1) end
  else
    -- It may have been listed itself before.
    local number = surely('HGET', numbers, sku)
    if number then
      find_by(number, '!', {})
      withdraw(sku, number)
      put_on_shelf(facet, number, false)
    end
  end
  written[#written + 1] = sku
  return { 'OK', created_at }
end

for at = 10, #ARGV, 9 do
  local item = { sku = ARGV[at], document = ARGV[at + 1], text = ARGV[at + 2], name = ARGV[at + 3], price = ARGV[at + 4] }
  item.active, item.parent, item.options, item.facets = unpack(ARGV, at + 5, at + 8)
  reply[#reply + 1] = refusal_of(item) or write(item)
end
for sku in pairs(touched) do
  local options, text, facets = head_of(families, sku)
  if options then
    local number = number_of(sku)
    find_by(number, with_variants(families, sku, text, facets, max_words))
    put_on_shelf(facet, number, is_listed(bits, number) and is_in_stock(families, stocked, sku))
  end
  written[#written + 1] = sku
end
announce(ARGV[1], 'product', written)
fill_bits(postings, bits, frequent, fill_step)
return reply

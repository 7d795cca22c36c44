-- Finds products by the words they are found by now, if they are still as they were read.
-- KEYS[1] the products, by SKU
-- KEYS[2] the texts that they are found by, by number
-- KEYS[3] the postings of all terms
-- KEYS[4] the number of each SKU
-- KEYS[5] the terms that have bitmaps
-- KEYS[6] the bitmap of what is for sale; how the bitmaps of terms begin
-- KEYS[7] the product of each variant, by SKU
-- KEYS[8] how the families of products with variants begin
-- ARGV[1] products that make a term frequent
-- ARGV[2] terms with bitmaps at most
-- ARGV[3] postings put into new bitmaps by one call
-- ARGV[4] one product in how many tells of terms that have become frequent
-- ARGV[5] words of its variants that a product is found by at most
-- ARGV[6..] for each product: SKU, what is stored of it, search text (of a variant its words)
-- Returns how many were found by other words before; a product with its variants is one.
-- Costs O(terms * log postings) per product; the caller gives at most 50 products of at most 180 terms, or variants of one.
-- @include base/surely
-- @include base/whole
-- @include catalogue/family
-- @include catalogue/terms
-- @include catalogue/frequent
-- @include catalogue/index
local products, texts, postings, numbers, frequent, bits, parents, families = unpack(KEYS)
local fill_step, max_words = whole(ARGV[3]), whole(ARGV[5])
local index_keys = { postings = postings, frequent = frequent, bits = bits }
local terms_limits = { from = whole(ARGV[1]), most = whole(ARGV[2]), sampled_every = whole(ARGV[4]) }
local changed = 0
-- Read first, so that a key that is not what it should be is met before anything is written.
redis.call('HLEN', products)
redis.call('HLEN', texts)
redis.call('ZCARD', postings)
redis.call('HLEN', numbers)
redis.call('HLEN', frequent)
redis.call('STRLEN', bits)
redis.call('HLEN', parents)

local function find_by(number, text)
  local old_text = surely('HGET', texts, number)
  if old_text == text then
    -- Its terms may have lost their bitmaps.
    tell_frequent(index_keys, number, fields_of(text), terms_limits)
  else
    surely('HSET', texts, number, text)
    index_terms(index_keys, number, old_text, text, terms_limits)
    changed = changed + 1
  end
end

-- Products to be found by their words and those of their variants.
local touched = {}

local function put_words(sku, parent, words)
  for _, variant in ipairs(variants_in(families, parent)) do
    if variant.sku == sku and variant.words ~= words then
      variant.words = words
      put_variant(families, parent, variant)
      touched[parent] = true
    end
  end
end

for at = 6, #ARGV, 3 do
  local sku, stored, text = unpack(ARGV, at, at + 2)
  if surely('HGET', products, sku) == stored then
    local number, parent = surely('HGET', numbers, sku), surely('HGET', parents, sku)
    local options, _, facets = head_of(families, sku)
    if parent then
      put_words(sku, parent, text)
    elseif options then
      surely('HSET', family_key(families, sku), '', options .. '\2' .. text .. '\2' .. facets)
      touched[sku] = true
    elseif number then
      find_by(number, text)
    end
  end
end
for sku in pairs(touched) do
  local number, _, text, facets = surely('HGET', numbers, sku), head_of(families, sku)
  if number and text then find_by(number, (with_variants(families, sku, text, facets, max_words))) end
end
fill_bits(postings, bits, frequent, fill_step)
return changed

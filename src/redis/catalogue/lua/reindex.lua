-- Finds products by the words they are found by now, if they are still as they were read.
-- KEYS[1] the products, by SKU
-- KEYS[2] the texts that they are found by, by number
-- KEYS[3] the postings of all terms
-- KEYS[4] the number of each SKU
-- KEYS[5] the terms that have bitmaps
-- KEYS[6] the bitmap of what is for sale; how the bitmaps of terms begin
-- ARGV[1] products that make a term frequent
-- ARGV[2] terms with bitmaps at most
-- ARGV[3] postings put into new bitmaps by one call
-- ARGV[4] one product in how many tells of terms that have become frequent
-- ARGV[5..] for each product: SKU, what is stored of it, search text
-- Returns how many were found by other words before.
-- Costs O(terms * log postings) per product; the caller gives at most 50 products of at most 180 terms.
-- @include base/surely
-- @include base/whole
-- @include catalogue/terms
-- @include catalogue/frequent
-- @include catalogue/index
local products, texts, postings, numbers, frequent, bits = unpack(KEYS)
local fill_step = whole(ARGV[3])
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

for at = 5, #ARGV, 3 do
  local sku, stored, text = unpack(ARGV, at, at + 2)
  local number = surely('HGET', numbers, sku)
  if number and surely('HGET', products, sku) == stored then
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
end
fill_bits(postings, bits, frequent, fill_step)
return changed

#!lua flags=allow-oom
-- Finds one page of products for sale. Sets are bitmaps that Redis itself combines, as in catalogue/facets.
-- It also runs while Redis is out of memory: all that it writes is gone when it ends.
-- KEYS[1] the products, by SKU
-- KEYS[2] the texts that they are found by, by number
-- KEYS[3] the postings of all terms
-- KEYS[4] the SKU of each number
-- KEYS[5] the names in their order
-- KEYS[6] the terms that have bitmaps
-- KEYS[7] the bitmap of what is for sale; how the bitmaps of terms begin
-- KEYS[8] how the slices of the orders begin
-- KEYS[9] the order asked for
-- KEYS[10] how the bitmaps of facets begin
-- KEYS[11] the order by price
-- KEYS[12] synonyms, by word
-- KEYS[13] how what is made on the way begins
-- ARGV[1] which order: `name`, `price`, `newest`, `sold` or `relevance`
-- ARGV[2] direction of walking: 1 up, -1 down
-- ARGV[3] page size
-- ARGV[4] level of the place to go on from; '' for the start, as the next two
-- ARGV[5] its key
-- ARGV[6] its member
-- ARGV[7] postings read of a term at most
-- ARGV[8] products sorted at most
-- ARGV[9] products walked over at a time
-- ARGV[10] one in how many of these has to match for the walk to go on
-- ARGV[11] texts read at most
-- ARGV[12] least price as a whole number; '' for any
-- ARGV[13] a price as a whole number below which all are; '' for any
-- ARGV[14..] the words, tags and facets that are looked for, as catalogue/match has them
-- Returns { more (1 or 0), level, key and member of the place to go on from, then level, key, member and stored product of each }.
--   The member is the product's number; in the order by name, its place among the names.
-- Costs O(products / 512) for each bitmap of the words and each slice of the orders.
-- @include catalogue/found
-- @include catalogue/native
-- @include catalogue/number-sets
-- @include catalogue/page
local passing = KEYS[13]
local native_sets = {}

function native_sets.at_least(plan, level) return bitmap_at_least(plan, level, bits, passing) end

function native_sets.without(set, other)
  return other and combined(passing, 'XOR', set, combined(passing, 'AND', set, other)) or set
end

-- The slices find the next ones as fast as a walk.
function native_sets.are_dense() return false end

function native_sets.words(set) return set_of({ redis.call('GET', set) or '' }) end

function native_sets.numbers(set, most)
  if redis.call('BITCOUNT', set) > most then return nil end
  return numbers_in(native_sets.words(set), most)
end

function native_sets.halves(set, slice)
  -- A key that is not there is a bitmap of none.
  if redis.call('EXISTS', slice) == 0 then return set, passing_key(passing) end
  local ones = combined(passing, 'AND', set, slice)
  return combined(passing, 'XOR', set, ones), ones
end

-- The products of the range of prices as a group, as catalogue/match has them; nil where the walk along the order ends with the range.
local function group_of_range()
  if order_name == 'price' or not (prices.least or prices.below) then return nil end
  local bitmap = redis.call('GET', in_price_range(passing, slices, bits, prices.least, prices.below)) or ''
  return { numbers = {}, levels = {}, bitmaps = { { level = 3, bitmap = bitmap } }, best = 3 }
end

local is_done, reply = pcall(function() return page_of(native_sets, group_of_range()) end)
forget_passing(passing)
if not is_done then error(reply) end
return reply

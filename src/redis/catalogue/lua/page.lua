-- Finds one page of products for sale. It only reads: replicas can answer, and a master that refuses writes. Another master finds it by
-- catalogue/native-page, which is faster.
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
-- ARGV[1] which order: `name`, `price`, `newest`, `sold` or `relevance`
-- ARGV[2] direction of walking: 1 up, -1 down
-- ARGV[3] page size
-- ARGV[4] level of the place to go on from; '' for the start, as the next two
-- ARGV[5] its key
-- ARGV[6] its member
-- ARGV[7] postings read of a term, products of a range of prices, and in an order other than that by price prices of what is found, at most
-- ARGV[8] products sorted at most
-- ARGV[9] products walked over at a time
-- ARGV[10] one in how many of these has to match for the walk to go on
-- ARGV[11] texts read at most
-- ARGV[12] least price as a whole number; '' for any
-- ARGV[13] a price as a whole number below which all are; '' for any
-- ARGV[14..] the words, tags and facets that are looked for, as catalogue/match has them
-- Returns { more (1 or 0), level, key and member of the place to go on from, then level, key, member and stored product of each }.
--   The member is the product's number; in the order by name, its place among the names.
-- Costs O(bitmaps of the words * products / 32), then O(products / 32) for each slice of the order.
-- @include catalogue/match
-- @include catalogue/number-sets
-- @include catalogue/page
-- @include catalogue/price

local sets_in_lua = { numbers = numbers_in }

function sets_in_lua.at_least(plan, level, known) return set_at_least(plan, level, known, bits) end

function sets_in_lua.without(set, other) return difference(set, other or no_numbers) end

-- Where every second word has one, the page is likely to be full after a short walk.
function sets_in_lua.are_dense(set, order_key) return #set.at * 64 > redis.call('ZCARD', order_key) end

function sets_in_lua.halves(set, slice)
  local bitmap = redis.call('GET', slice)
  local ones = bitmap and take_out(set, bitmap) or no_numbers
  return set, ones
end

function sets_in_lua.words(set) return set end

return page_of(sets_in_lua, (prices.least or prices.below) and listed_by_price(prices, max_listed) or nil)

#!lua flags=allow-oom
-- Counts the products of a list.
-- It also runs while Redis is out of memory: all that it writes is gone when it ends.
-- KEYS[1] the postings of all terms
-- KEYS[2] the terms that have bitmaps
-- KEYS[3] the bitmap of what is for sale; how the bitmaps of terms begin
-- KEYS[4] how the bitmaps of facets begin
-- KEYS[5] how the slices of the orders begin
-- KEYS[6] synonyms, by word
-- KEYS[7] how what is made on the way begins
-- ARGV[1] postings read of a term at most
-- ARGV[2] least price as a whole number; '' for any
-- ARGV[3] a price as a whole number below which all are; '' for any
-- ARGV[4..] the words, tags and facets that are looked for, as catalogue/match has them
-- Returns how many there are; -1 while a word is being indexed, so that nothing can be counted.
-- Costs O(bitmaps of the words * products / 512), and as much for each slice of the order by price.
-- @include base/whole
-- @include catalogue/found
-- @include catalogue/match
-- @include catalogue/native
local postings, frequent, bits, facets, slices, synonyms, passing = unpack(KEYS)
local least, below = tonumber(ARGV[2]), tonumber(ARGV[3])

local function answer()
  local plan = plan_of({ unpack(ARGV, 4) }, postings, frequent, bits, facets, synonyms, whole(ARGV[1]))
  local found = found_by_words(plan, bits, passing)
  if not found then return -1 end
  if least or below then found = combined(passing, 'AND', found, in_price_range(passing, slices, bits, least, below)) end
  return redis.call('BITCOUNT', found)
end

local is_done, count = pcall(answer)
forget_passing(passing)
if not is_done then error(count) end
return count

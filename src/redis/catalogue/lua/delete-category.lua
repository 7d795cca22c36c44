-- Deletes a category that nothing is in.
-- KEYS[1] the categories
-- KEYS[2] how the bitmaps of facets begin
-- ARGV[1] the slug
-- Returns { 'OK' }, { 'NONE' }: it does not exist, { 'BELOW', one of the categories below it } or { 'PRODUCTS', how many it has that
--   are for sale }.
-- Costs O(categories).
-- @include catalogue/facets
local categories, slug = KEYS[1], ARGV[1]
if redis.call('HEXISTS', categories, slug) == 0 then return { 'NONE' } end
for _, other in ipairs(redis.call('HKEYS', categories)) do
  if string.sub(other, 1, #slug + 1) == slug .. '/' then return { 'BELOW', other } end
end
local count = redis.call('BITCOUNT', facet_key(KEYS[2], 'c ' .. slug))
if count > 0 then return { 'PRODUCTS', count } end
redis.call('HDEL', categories, slug)
return { 'OK' }

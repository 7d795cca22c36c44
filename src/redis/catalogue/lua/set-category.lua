-- Stores a category under its slug.
-- KEYS[1] the categories
-- ARGV[1] the slug
-- ARGV[2] the category (JSON)
-- ARGV[3] slug of the category above; '' at the top
-- ARGV[4] categories at most
-- Returns { 'OK' }, { 'ABOVE' }: the category above does not exist, or { 'FULL' }: there are as many already.
-- Costs O(1).
-- @include base/whole
local categories, slug, above, most = KEYS[1], ARGV[1], ARGV[3], whole(ARGV[4])
if above ~= '' and redis.call('HEXISTS', categories, above) == 0 then return { 'ABOVE' } end
if redis.call('HEXISTS', categories, slug) == 0 and redis.call('HLEN', categories) >= most then return { 'FULL' } end
redis.call('HSET', categories, slug, ARGV[2])
return { 'OK' }

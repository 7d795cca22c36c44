-- Stores what an administrator has set about prices, under its name.
-- KEYS[1] where it is stored
-- KEYS[2] where it is not to be any more, such as the discounts that apply by themselves; may be missing
-- ARGV[1] the name
-- ARGV[2] the text
-- ARGV[3] names at most
-- Returns { 'OK' } or { 'FULL' }: there are as many already.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local most = whole(ARGV[3])
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= most then return { 'FULL' } end
if KEYS[2] then redis.call('HLEN', KEYS[2]) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if KEYS[2] then surely('HDEL', KEYS[2], ARGV[1]) end
return { 'OK' }

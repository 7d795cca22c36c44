-- Stores prices that the shopper has accepted, and the checkout that was started: the one open checkout of the cart.
-- KEYS[1] the cart
-- ARGV[1] channel of the cart
-- ARGV[2] the version that the caller read
-- ARGV[3] the checkout; '' for none
-- ARGV[4] the checkout that the caller read there; '' for none
-- ARGV[5..] for each line to reprice: SKU, unit price in minor units
-- Returns { 'OK' }; else { 'CHANGED' }: the cart has another version by now; { 'OTHER' }: another checkout was started from it.
-- Costs O(lines), at most 100.
-- @include base/publish
-- @include base/surely
local cart = KEYS[1]
if redis.call('HGET', cart, 'version') ~= ARGV[2] then return { 'CHANGED' } end
if (redis.call('HGET', cart, 'checkout') or '') ~= ARGV[4] then return { 'OTHER' } end
local repriced = {}
for at = 5, #ARGV, 2 do
  local field = 'l:' .. ARGV[at]
  local quantity, sequence = string.match(redis.call('HGET', cart, field) or '', '^(%d+):(%d+):')
  if not quantity then return { 'CHANGED' } end
  repriced[#repriced + 1] = field
  repriced[#repriced + 1] = quantity .. ':' .. sequence .. ':' .. ARGV[at + 1]
end
if #repriced > 0 then redis.call('HSET', cart, unpack(repriced)) end
if ARGV[3] ~= '' then surely('HSET', cart, 'checkout', ARGV[3]) end
if #repriced == 0 then return { 'OK' } end
publish(ARGV[1], ARGV[2])
return { 'OK' }

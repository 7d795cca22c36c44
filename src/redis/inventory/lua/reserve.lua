-- Reserves all lines of a cart or none.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- ARGV[1] how the channels of products begin
-- ARGV[2] the hold
-- ARGV[3] the hold that it replaces; '' for none
-- ARGV[4] milliseconds to hold
-- ARGV[5] expired holds to end on the way at most
-- ARGV[6..] for each line: SKU, quantity
-- Returns { 'OK', expires at }, also if this hold was made before; else { 'SHORT', SKU, available, ... }; { 'PAYING' }: the hold
--   to replace is being paid; { 'ENDED', state }: this hold has ended already.
-- Costs O(lines), at most 100, and the lines of the holds that it ends.
-- @include base/now
-- @include inventory/inventory
local channel, id, replaces, hold_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local now = now_ms()
expire(tonumber(ARGV[5]), now, channel)

local known = read_hold(id)
if known then
  if not holds_stock(known) then return { 'ENDED', known.s } end
  return { 'OK', redis.call('ZSCORE', expiry_key, id) }
end
local old = replaces ~= '' and read_hold(replaces)
if old and old.s == 'paying' then return { 'PAYING' } end

local lines = {}
for at = 6, #ARGV, 2 do
  lines[#lines + 1] = ARGV[at]
  lines[#lines + 1] = tonumber(ARGV[at + 1])
end
-- The shopper's own hold never stands in the shopper's way: its quantities count as there.
if old and old.s == 'live' then
  for at = 1, #old.l, 2 do add(reserved_key, old.l[at], -old.l[at + 1]) end
end
local short = shortage(lines)
if old and old.s == 'live' then
  for at = 1, #old.l, 2 do add(reserved_key, old.l[at], old.l[at + 1]) end
end
if short then return { 'SHORT', unpack(short) } end
if old and old.s == 'live' then settle(replaces, old, 'released', now, channel) end
for at = 1, #lines, 2 do
  add(reserved_key, lines[at], lines[at + 1])
  redis.call('PUBLISH', channel .. lines[at], 'stock')
end
write_hold(id, { s = 'live', l = lines })
local expires_at = string.format('%.0f', now + hold_ms)
redis.call('ZADD', expiry_key, expires_at, id)
return { 'OK', expires_at }

-- Reserves all lines of a cart or none.
-- KEYS: on-hand, reserved, holds, expiry, settled
-- ARGV: channel prefix, hold, the hold that it replaces ('' for none), milliseconds to hold, then SKU and quantity of each line
-- Returns {'OK', expires at}; {'SHORT', SKU, available, ...}; {'PAYING'} where the hold to replace is being paid;
--       {state} where this hold has ended already. The same hold again is OK and changes nothing.
-- Costs O(lines), at most 100, and ends at most 20 expired holds on its way.
-- @include inventory/inventory
local channel, id, replaces, hold_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local now = now_ms()
expire(20, now, channel)

local known = read_hold(id)
if known then
  if not holds_stock(known) then return { known.s } end
  return { 'OK', redis.call('ZSCORE', expiry_key, id) }
end
local old = replaces ~= '' and read_hold(replaces)
if old and old.s == 'paying' then return { 'PAYING' } end

local lines = {}
for at = 5, #ARGV, 2 do
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

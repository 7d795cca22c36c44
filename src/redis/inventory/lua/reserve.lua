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
local now, plan = now_ms(), new_plan()
local lines = {}
for at = 6, #ARGV, 2 do
  lines[#lines + 1] = ARGV[at]
  lines[#lines + 1] = tonumber(ARGV[at + 1])
end
expire(plan, tonumber(ARGV[5]), now)
-- What has run out is given back, also where the answer is no.
local function answer(reply)
  write(plan, now, channel)
  return reply
end

-- A hold that has just run out reads as expired.
local function hold_of(name)
  local hold = read_hold(name)
  if hold and plan.holds[name] then hold.s = 'expired' end
  return hold
end
local known = hold_of(id)
if known then
  if not holds_stock(known) then return answer({ 'ENDED', known.s }) end
  return answer({ 'OK', redis.call('ZSCORE', expiry_key, id) })
end
local old = replaces ~= '' and hold_of(replaces) or nil
if old and old.s == 'paying' then return answer({ 'PAYING' }) end

-- The shopper's own hold never stands in the shopper's way: its quantities count as there.
local own = {}
if old and old.s == 'live' then
  for at = 1, #old.l, 2 do own[old.l[at]] = (own[old.l[at]] or 0) + old.l[at + 1] end
end
for sku, quantity in pairs(own) do plan.deltas[reserved_key][sku] = (plan.deltas[reserved_key][sku] or 0) - quantity end
local short = shortage(plan, lines)
for sku, quantity in pairs(own) do plan.deltas[reserved_key][sku] = plan.deltas[reserved_key][sku] + quantity end
if short then
  table.insert(short, 1, 'SHORT')
  return answer(short)
end
if old and old.s == 'live' then settle(plan, replaces, old, 'released') end
for at = 1, #lines, 2 do add(plan, reserved_key, lines[at], lines[at + 1]) end
put_hold(plan, id, { s = 'live', l = lines }, now + hold_ms)
return answer({ 'OK', string.format('%.0f', now + hold_ms) })

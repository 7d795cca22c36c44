-- Reserves all lines of a cart or none.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- KEYS[6] what each shopper and address holds
-- ARGV[1] how the channels of products begin
-- ARGV[2] the hold
-- ARGV[3] the hold that it replaces; '' for none
-- ARGV[4] milliseconds to hold
-- ARGV[5] expired holds to end on the way at most
-- ARGV[6] milliseconds that pieces are held at most, also by holds that replace one another
-- ARGV[7] the shopper; '' for nobody in particular
-- ARGV[8] the address that the shopper shares with others; '' for none
-- ARGV[9] pieces of a product that anybody may hold
-- ARGV[10] percentage of a product's pieces on hand that one shopper may hold
-- ARGV[11] holds of one shopper
-- ARGV[12] percentage of a product's pieces on hand that the shoppers of one address may hold
-- ARGV[13] holds of one address
-- ARGV[14..] for each line: SKU, quantity
-- Returns { 'OK', expires at }, also if this hold was made before; else { 'SHORT', SKU, available, ... }; { 'SHARE', SKU, how many
--   more the shopper or address may hold, ... }; { 'HOLDS' }: there are too many holds of theirs; { 'PAYING' }: the hold to replace
--   is being paid; { 'ENDED', state }: this hold has ended already.
-- Costs O(lines), at most 100, and the lines of the holds that it ends.
-- @include base/now
-- @include inventory/inventory
local channel, id, replaces, hold_ms, most_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[6])
local now, plan = now_ms(), new_plan()
local hold = { s = 'live', l = {}, b = now, h = (ARGV[7] ~= '' or ARGV[8] ~= '') and { ARGV[7], ARGV[8] } or nil }
for at = 14, #ARGV, 2 do
  hold.l[#hold.l + 1] = ARGV[at]
  hold.l[#hold.l + 1] = tonumber(ARGV[at + 1])
end
expire(plan, tonumber(ARGV[5]), now)
-- What has run out is given back, also where the answer is no.
local function answer(reply)
  write(plan, now, channel)
  return reply
end

-- A hold that has just run out reads as expired.
local function hold_of(name)
  local found = read_hold(name)
  if found and plan.holds[name] then found.s = 'expired' end
  return found
end
local known = hold_of(id)
if known then
  if not holds_stock(known) then return answer({ 'ENDED', known.s }) end
  return answer({ 'OK', redis.call('ZSCORE', expiry_key, id) })
end
local old = replaces ~= '' and hold_of(replaces) or nil
if old and old.s == 'paying' then return answer({ 'PAYING' }) end
local replaced = old and old.s == 'live' and old or nil

-- The shopper's own hold never stands in the shopper's way: it counts as given back while this one is judged.
if replaced then count(plan, replaced, -1) end
local refused = shortage(plan, hold.l) or beyond(plan, hold, { unpack(ARGV, 9, 13) })
if replaced then count(plan, replaced, 1) end
if refused then return answer(refused) end
if replaced then
  settle(plan, replaces, replaced, 'released')
  -- Its time goes on, so that nobody holds pieces for ever by starting again and again.
  local since = tonumber(replaced.b) or now
  if since + most_ms > now then hold.b = since end
end
local ends = math.min(now + hold_ms, hold.b + most_ms)
count(plan, hold, 1)
tell(plan, hold.l)
put_hold(plan, id, hold, ends)
return answer({ 'OK', string.format('%.0f', ends) })

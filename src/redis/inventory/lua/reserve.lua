-- Reserves all lines of a cart or none. A cart has one hold: an earlier one is replaced.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- KEYS[6] what each shopper and address holds
-- KEYS[7] the hold of each cart
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
-- ARGV[14] the cart, whose earlier hold ends; '' for none
-- ARGV[15..] for each line: SKU, quantity
-- Returns { 'OK', expires at, each hold that it replaced, ... }, also if this hold was made before; else { 'SHORT', SKU, available, ... }; { 'SHARE', SKU, how many
--   more the shopper or address may hold, ... }; { 'HOLDS' }: there are too many holds of theirs; { 'PAYING' }: a hold to replace is
--   being paid; { 'SOLD' }: the hold that is named to be replaced was sold; { 'ENDED', state }: this hold has ended already.
-- Costs O(lines), at most 100, and the lines of the holds that it ends.
-- @include base/now
-- @include inventory/inventory
local channel, id, replaces, hold_ms, most_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[6])
local now, plan = now_ms(), new_plan()
local hold = { s = 'live', l = {}, b = now, c = ARGV[14] ~= '' and ARGV[14] or nil, h = (ARGV[7] ~= '' or ARGV[8] ~= '') and { ARGV[7], ARGV[8] } or nil }
for at = 15, #ARGV, 2 do
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
local of_cart = hold.c and redis.call('HGET', carts_key, hold.c) or ''
local replaced = {}
for _, name in ipairs(of_cart == replaces and { replaces } or { replaces, of_cart }) do
  local old = name ~= '' and hold_of(name) or nil
  if old and old.s == 'paying' then return answer({ 'PAYING' }) end
  if old and old.s == 'committed' and name == replaces then return answer({ 'SOLD' }) end
  if old and old.s == 'live' then replaced[#replaced + 1] = { id = name, hold = old } end
end

-- The shopper's own hold never stands in the shopper's way: it counts as given back while this one is judged.
for _, each in ipairs(replaced) do count(plan, each.hold, -1) end
local refused = shortage(plan, hold.l) or beyond(plan, hold, { unpack(ARGV, 9, 13) })
for _, each in ipairs(replaced) do count(plan, each.hold, 1) end
if refused then return answer(refused) end
for _, each in ipairs(replaced) do
  settle(plan, each.id, each.hold, 'released')
  -- Its time goes on, so that nobody holds pieces for ever by starting again and again.
  local since = tonumber(each.hold.b) or now
  if since + most_ms > now then hold.b = math.min(hold.b, since) end
end
local ends = math.min(now + hold_ms, hold.b + most_ms)
count(plan, hold, 1)
tell(plan, hold.l)
put_hold(plan, id, hold, ends)
put_cart(plan, id, hold)
local reply = { 'OK', string.format('%.0f', ends) }
for _, each in ipairs(replaced) do reply[#reply + 1] = each.id end
return answer(reply)

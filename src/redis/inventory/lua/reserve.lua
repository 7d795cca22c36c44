-- Reserves all lines of a cart or none, for several carts in turn. A cart has one hold: an earlier one is replaced.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- KEYS[6] what each shopper and address holds
-- KEYS[7] the hold of each cart
-- KEYS[8] products whose stock has turned
-- ARGV[1] how the channels of products begin
-- ARGV[2] milliseconds to hold
-- ARGV[3] expired holds to end on the way at most
-- ARGV[4] milliseconds that pieces are held at most, also by holds that replace one another
-- ARGV[5] pieces of a product that anybody may hold
-- ARGV[6] percentage of a product's pieces on hand that one shopper may hold
-- ARGV[7] holds of one shopper
-- ARGV[8] percentage of a product's pieces on hand that the shoppers of one address may hold
-- ARGV[9] holds of one address
-- ARGV[10..] for each hold: its name; the hold that it replaces, '' for none; the shopper, '' for nobody in particular; the address that
--   the shopper shares with others, '' for none; the cart, whose earlier hold ends, '' for none; how many lines; for each line SKU, quantity
-- Returns for each { 'OK', expires at, each hold that it replaced, ... }, also if this hold was made before; else { 'SHORT', SKU,
--   available, ... }; { 'SHARE', SKU, how many more the shopper or address may hold, ... }; { 'HOLDS' }: there are too many holds of
--   theirs; { 'PAYING' }: a hold to replace is being paid; { 'SOLD' }: the hold that is named to be replaced was sold; { 'ENDED', state }:
--   this hold has ended already.
-- Costs O(lines of all), a few hundred or those of one cart, and the lines of the holds that it ends.
-- @include base/now
-- @include base/whole
-- @include inventory/inventory
-- @include inventory/judge
local channel, hold_ms, sweeps, most_ms, bounds = ARGV[1], whole(ARGV[2]), whole(ARGV[3]), whole(ARGV[4]), { unpack(ARGV, 5, 9) }
local now, plan = now_ms(), new_plan()

local function reserve(id, replaces, hold)
  local known = read_hold(plan, id)
  if known then
    if not holds_stock(known) then return { 'ENDED', known.s } end
    return { 'OK', plan.ends[id] or redis.call('ZSCORE', expiry_key, id) }
  end
  local of_cart = hold.c and hold_of_cart(plan, hold.c) or ''
  local replaced = {}
  for _, name in ipairs(of_cart == replaces and { replaces } or { replaces, of_cart }) do
    local old = name ~= '' and read_hold(plan, name) or nil
    if old and old.s == 'paying' then return { 'PAYING' } end
    if old and old.s == 'committed' and name == replaces then return { 'SOLD' } end
    if old and old.s == 'live' then replaced[#replaced + 1] = { id = name, hold = old } end
  end

  -- The shopper's own hold never stands in the shopper's way: it counts as given back while this one is judged.
  for _, each in ipairs(replaced) do count(plan, each.hold, -1) end
  count(plan, hold, 1)
  local wanted, order = wanted_of(hold.l)
  local refused = shortage(plan, wanted, order) or beyond(plan, hold, wanted, order, bounds)
  for _, each in ipairs(replaced) do count(plan, each.hold, 1) end
  if refused then
    count(plan, hold, -1)
    return refused
  end
  local reply = { 'OK' }
  for _, each in ipairs(replaced) do
    settle(plan, each.id, each.hold, 'released')
    reply[#reply + 1] = each.id
    -- Its time goes on, so that nobody holds pieces for ever by starting again and again.
    local since = tonumber(each.hold.b) or now
    if since + most_ms > now then hold.b = math.min(hold.b, since) end
  end
  put_hold(plan, id, hold, math.min(now + hold_ms, hold.b + most_ms))
  put_cart(plan, id, hold)
  table.insert(reply, 2, plan.ends[id])
  return reply
end

-- What has run out is given back, also where the answer is no.
expire(plan, sweeps, now)
local replies, at = {}, 10
while at <= #ARGV do
  local id, replaces, shopper, address, cart, lines = unpack(ARGV, at, at + 5)
  local hold = { s = 'live', l = {}, b = now }
  if cart ~= '' then hold.c = cart end
  if shopper ~= '' or address ~= '' then hold.h = { shopper, address } end
  at = at + 6
  for place = 1, 2 * whole(lines), 2 do
    hold.l[place] = ARGV[at]
    hold.l[place + 1] = tonumber(ARGV[at + 1])
    at = at + 2
  end
  replies[#replies + 1] = reserve(id, replaces, hold)
end
write(plan, now, channel)
return replies

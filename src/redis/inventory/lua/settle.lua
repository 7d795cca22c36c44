#!lua flags=allow-oom
-- Moves one hold on: `extend` keeps it while it is being paid, `commit` sells it, `release` gives it back, `undo` gives it
-- back even if it was sold, `retry` makes it an ordinary hold again after a declined payment. Each may be repeated.
-- It also runs while Redis is out of memory: stock that is reserved must be sold or given back.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- KEYS[6] what each shopper and address holds
-- KEYS[7] the hold of each cart
-- ARGV[1] how the channels of products begin
-- ARGV[2] the hold
-- ARGV[3] the verb
-- ARGV[4] milliseconds to hold from now on
-- ARGV[5] milliseconds that pieces are held at most; a payment under way keeps them longer
-- ARGV[6] pieces of a product that anybody may hold
-- ARGV[7] percentage of a product's pieces on hand that one shopper may hold
-- ARGV[8] holds of one shopper
-- ARGV[9] percentage of a product's pieces on hand that the shoppers of one address may hold
-- ARGV[10] holds of one address
-- ARGV[11] with fewer pieces on hand the stock of a product is low
-- ARGV[12] the domain events to tell, as domain-event/tell-drawn takes them
-- Returns { 'OK', state } with the hold's state afterwards: live, paying, committed, released or expired; else { 'GONE' }: there
--   is no such hold; { 'SHORT' }: it had run out, and its pieces were sold meanwhile, are more than its holders may have now,
--   were held as long as they may be, or its cart has another hold by now.
-- Costs O(lines), at most 100.
-- @include base/now
-- @include base/whole
-- @include inventory/inventory
-- @include inventory/low
local channel, id, verb, hold_ms, most_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local low, events = whole(ARGV[11]), ARGV[12]
local now, plan = now_ms(), new_plan()
local hold = read_hold(id)
if not hold then return { 'GONE' } end
if hold.s == 'committed' and verb ~= 'undo' then return { 'OK', hold.s } end

if verb == 'release' or verb == 'undo' then
  if hold.s == 'committed' then
    for at = 1, #hold.l, 2 do add(plan, on_hand_key, hold.l[at], hold.l[at + 1]) end
    tell(plan, hold.l)
    hold.s = 'released'
    put_hold(plan, id, hold)
  elseif holds_stock(hold) then
    settle(plan, id, hold, 'released')
  elseif hold.s == 'expired' then
    hold.s = 'released'
    put_hold(plan, id, hold)
  end
  write(plan, now, channel)
  return { 'OK', hold.s }
end
-- What was given back stays so, for whoever comes late with it; a hold whose time ran out is taken again if the stock is there.
if hold.s == 'released' then return { 'OK', hold.s } end
hold.b = tonumber(hold.b) or now
if not holds_stock(hold) then
  if verb == 'retry' then return { 'OK', hold.s } end
  if shortage(plan, hold.l) then return { 'SHORT' } end
  -- Somebody may have paid already while a payment was under way; a new one is held to the bounds again.
  local is_new = verb == 'extend' and not hold.p
  if is_new and (now >= hold.b + most_ms or beyond(plan, hold, { unpack(ARGV, 6, 10) })) then return { 'SHORT' } end
  if not put_cart(plan, id, hold) and is_new then return { 'SHORT' } end
  count(plan, hold, 1)
end
tell(plan, hold.l)
if verb == 'commit' then
  settle(plan, id, hold, 'committed')
elseif verb == 'extend' then
  hold.s, hold.p = 'paying', true
  put_hold(plan, id, hold, now + hold_ms)
else
  -- Declined payments do not renew it for ever.
  hold.s, hold.p = 'live', nil
  local ends = math.min(now + hold_ms, hold.b + most_ms)
  if ends > now then put_hold(plan, id, hold, ends) else settle(plan, id, hold, 'expired') end
end
write(plan, now, channel)
if verb == 'commit' then
  for sku, delta in pairs(plan.deltas[on_hand_key]) do
    local left = pieces(plan, on_hand_key, sku)
    tell_low(on_hand_key, events, low, sku, left - delta, left)
  end
end
return { 'OK', hold.s }

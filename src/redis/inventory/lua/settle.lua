#!lua flags=allow-oom
-- Moves holds on, in turn: `extend` keeps one while it is being paid, `commit` sells it, `release` gives it back, `undo` gives it
-- back even if it was sold, `retry` makes it an ordinary hold again after a declined payment. Each may be repeated.
-- It also runs while Redis is out of memory: stock that is reserved must be sold or given back.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- KEYS[6] what each shopper and address holds
-- KEYS[7] the hold of each cart
-- KEYS[8] products whose stock has turned
-- ARGV[1] how the channels of products begin
-- ARGV[2] milliseconds that pieces are held at most; a payment under way keeps them longer
-- ARGV[3] pieces of a product that anybody may hold
-- ARGV[4] percentage of a product's pieces on hand that one shopper may hold
-- ARGV[5] holds of one shopper
-- ARGV[6] percentage of a product's pieces on hand that the shoppers of one address may hold
-- ARGV[7] holds of one address
-- ARGV[8] with fewer pieces on hand the stock of a product is low
-- ARGV[9] the domain events to tell, as domain-event/tell-drawn takes them
-- ARGV[10..] for each: the hold, the verb, milliseconds to hold from now on
-- Returns for each { 'OK', state } with the hold's state afterwards: live, paying, committed, released or expired; else { 'GONE' }:
--   there is no such hold; { 'SHORT' }: it had run out, and its pieces were sold meanwhile, are more than its holders may have now,
--   were held as long as they may be, or its cart has another hold by now.
-- Costs O(lines of all), at most 100 holds of at most 100 lines each.
-- @include base/now
-- @include base/whole
-- @include inventory/inventory
-- @include inventory/judge
-- @include inventory/low
local channel, most_ms, bounds = ARGV[1], whole(ARGV[2]), { unpack(ARGV, 3, 7) }
local low, events = whole(ARGV[8]), ARGV[9]
local now, plan = now_ms(), new_plan()

local function give_back(id, hold)
  if hold.s == 'committed' then
    add(plan.on_hand, hold.l, 1)
    hold.s = 'released'
    put_hold(plan, id, hold)
  elseif holds_stock(hold) then
    settle(plan, id, hold, 'released')
  elseif hold.s == 'expired' then
    hold.s = 'released'
    put_hold(plan, id, hold)
  end
end

-- Whether a hold that has run out is taken again: if its stock is there.
local function take_again(id, hold, verb)
  count(plan, hold, 1)
  local wanted, order = wanted_of(hold.l)
  -- Somebody may have paid already while a payment was under way; a new one is held to the bounds again.
  local is_new = verb == 'extend' and not hold.p
  local refused = shortage(plan, wanted, order)
    or is_new and (now >= hold.b + most_ms or beyond(plan, hold, wanted, order, bounds))
    or not put_cart(plan, id, hold) and is_new
  if refused then count(plan, hold, -1) end
  return not refused
end

local function move(id, verb, hold_ms)
  local hold = read_hold(plan, id)
  if not hold then return { 'GONE' } end
  if hold.s == 'committed' and verb ~= 'undo' then return { 'OK', hold.s } end
  if verb == 'release' or verb == 'undo' then
    give_back(id, hold)
    return { 'OK', hold.s }
  end
  -- What was given back stays so, for whoever comes late with it.
  if hold.s == 'released' or verb == 'retry' and not holds_stock(hold) then return { 'OK', hold.s } end
  hold.b = tonumber(hold.b) or now
  if not holds_stock(hold) and not take_again(id, hold, verb) then return { 'SHORT' } end
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
  return { 'OK', hold.s }
end

local replies = {}
for at = 10, #ARGV, 3 do replies[#replies + 1] = move(ARGV[at], ARGV[at + 1], whole(ARGV[at + 2])) end
write(plan, now, channel)
for sku, delta in pairs(plan.on_hand) do
  local before = plan.known[on_hand_key][sku] or 0
  tell_low(on_hand_key, events, low, sku, before, before + delta)
end
return replies

-- Moves one hold on: `extend` keeps it while it is being paid, `commit` sells it, `release` gives it back, `undo` gives it
-- back even if it was sold, `retry` makes it an ordinary hold again after a declined payment. Each may be repeated.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- ARGV[1] how the channels of products begin
-- ARGV[2] the hold
-- ARGV[3] the verb
-- ARGV[4] milliseconds to hold from now on
-- Returns { 'OK', state } with the hold's state afterwards: live, paying, committed, released or expired; else { 'GONE' }: there
--   is no such hold; { 'SHORT' }: it had run out and its stock was sold meanwhile.
-- Costs O(lines), at most 100.
-- @include base/now
-- @include inventory/inventory
local channel, id, verb, hold_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local now, plan = now_ms(), new_plan()
local hold = read_hold(id)
if not hold then return { 'GONE' } end
if hold.s == 'committed' and verb ~= 'undo' then return { 'OK', hold.s } end

if verb == 'release' or verb == 'undo' then
  if hold.s == 'committed' then
    for at = 1, #hold.l, 2 do add(plan, on_hand_key, hold.l[at], hold.l[at + 1]) end
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
if not holds_stock(hold) then
  if verb == 'retry' then return { 'OK', hold.s } end
  if shortage(plan, hold.l) then return { 'SHORT' } end
  for at = 1, #hold.l, 2 do add(plan, reserved_key, hold.l[at], hold.l[at + 1]) end
end
if verb == 'commit' then
  settle(plan, id, hold, 'committed')
else
  hold.s = verb == 'extend' and 'paying' or 'live'
  put_hold(plan, id, hold, now + hold_ms)
  for at = 1, #hold.l, 2 do plan.told[hold.l[at]] = true end
end
write(plan, now, channel)
return { 'OK', hold.s }

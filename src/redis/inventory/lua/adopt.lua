#!lua flags=allow-oom
-- Gives a guest's hold to the account that the guest has logged in to. It may be repeated.
-- It also runs while Redis is out of memory: what it writes replaces what was there.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- KEYS[6] what each shopper and address holds
-- KEYS[7] the hold of each cart
-- KEYS[8] products whose stock has turned
-- ARGV[1] how the channels of products begin
-- ARGV[2] the hold
-- ARGV[3] the guest
-- ARGV[4] the account
-- Returns { 'OK' }, also if it was given before; else { 'NONE' }: the guest has no such hold.
-- Costs O(lines), at most 100.
-- @include base/now
-- @include inventory/inventory
local channel, id, from, to = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local plan = new_plan()
local hold = read_hold(plan, id)
if not hold then return { 'NONE' } end
local shopper = type(hold.h) == 'table' and hold.h[1] or nil
if hold.c ~= from and shopper ~= from then return { (hold.c == to or shopper == to) and 'OK' or 'NONE' } end
local keeps, ends = holds_stock(hold), redis.call('ZSCORE', expiry_key, id)
if keeps then count(plan, hold, -1) end
if keeps and hold.c and hold_of_cart(plan, hold.c) == id then plan.carts[hold.c] = false end
if hold.c == from then hold.c = to end
if shopper == from then hold.h[1] = to end
if keeps then
  count(plan, hold, 1)
  put_cart(plan, id, hold)
end
put_hold(plan, id, hold, keeps and ends or nil)
write(plan, now_ms(), channel)
return { 'OK' }

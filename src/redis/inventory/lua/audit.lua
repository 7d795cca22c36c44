#!lua flags=allow-oom
-- Compares the pieces reserved, and what each holder holds, with what the holds that keep stock add up to, and puts them right if
-- asked to.
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
-- ARGV[2] '1' to put them right, else ''
-- Returns for each count that differs: 'reserved' or 'held', SKU, the count, what the holds add up to. With no SKU it is the number
--   of a holder's holds.
-- Costs O(holds that keep stock, and products reserved): for the doctor, not for the shop.
-- @include base/surely
-- @include catalogue/announce
-- @include inventory/inventory
-- @include inventory/turned
local plan, found = new_plan(), {}
for _, id in ipairs(redis.call('ZRANGE', expiry_key, 0, -1)) do
  local hold = read_hold(plan, id)
  if holds_stock(hold) then count(plan, hold, 1) end
end
local function compare(name, key, sums)
  local stored = redis.call('HGETALL', key)
  local before = {}
  for at = 1, #stored, 2 do
    before[stored[at]] = stored[at + 1]
    sums[stored[at]] = sums[stored[at]] or 0
  end
  for field, sum in pairs(sums) do
    if (before[field] or '0') ~= string.format('%.0f', sum) then
      found[#found + 1] = { name = name, key = key, field = field, before = before[field] or '0', sum = string.format('%.0f', sum) }
    end
  end
end
compare('reserved', reserved_key, plan.reserved)
compare('held', held_key, plan.held)

local reply = {}
for _, each in ipairs(found) do
  each.sku = string.match(each.field, '^[^\n]*') or ''
  for _, value in ipairs({ each.name, each.sku, each.before, each.sum }) do reply[#reply + 1] = value end
end
if ARGV[2] ~= '1' then return reply end
local turned = {}
for _, each in ipairs(found) do
  if each.name == 'reserved' then turned[#turned + 1] = each.sku end
end
if #turned > 0 then redis.call('HLEN', turned_key) end
for _, each in ipairs(found) do
  if each.sum == '0' then
    surely('HDEL', each.key, each.field)
  else
    surely('HSET', each.key, each.field, each.sum)
  end
end
announce(ARGV[1], 'stock', turned)
note_turned(turned_key, turned)
return reply

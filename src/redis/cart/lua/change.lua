-- Changes a cart's lines, all of the changes or none.
-- A cart is a hash: `version`, `currency`, `sequence` (numbers the lines in the order they came), `l:<SKU>` =
-- `quantity:sequence:unit price in minor units`, `merged:<SKU>` for lines that a merge brought, `left:<SKU>` =
-- `lines` or `currency` for those that the last merge left out because of these, `checkout`, `visitor` as whom
-- the shopper is counted.
-- KEYS: cart, outbox of its shard
-- ARGV: channel, owner, visitor ('' for the one before), entries of the outbox at most, verb (add, set, remove, clear, bought), time to live in ms,
--       lines at most, quantity at most, currency ('' for any), then SKU, quantity and unit price of each change (0 sets a
--       line aside)
-- Returns {'OK', version} or {'CURRENCY', the cart's currency}, {'LINES'}, {'QUANTITY', SKU, quantity it would be}.
--       `bought` takes the bought quantities out where `checkout` is still the one given as currency, once.
-- Costs O(changes + lines), at most 200.
local cart, outbox = KEYS[1], KEYS[2]
local channel, owner, visitor, max_entries, verb, ttl_ms = unpack(ARGV, 1, 6)
local max_lines, max_quantity, currency = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]

if verb == 'bought' then
  if redis.call('HGET', cart, 'checkout') ~= currency then return { 'OK', 0 } end
  redis.call('HDEL', cart, 'checkout')
end

local fields = redis.call('HGETALL', cart)
local lines, count, stored_currency = {}, 0, nil
for at = 1, #fields, 2 do
  local sku = string.match(fields[at], '^l:(.*)$')
  if sku then
    local quantity, sequence, minor = string.match(fields[at + 1], '^(%d+):(%d+):(%d+)$')
    lines[sku] = { quantity = tonumber(quantity), sequence = sequence, minor = minor }
    count = count + 1
  elseif fields[at] == 'currency' then
    stored_currency = fields[at + 1]
  end
end
if #fields == 0 and verb ~= 'add' and verb ~= 'set' then return { 'OK', 0 } end
if (verb == 'add' or verb == 'set') and count > 0 and currency ~= '' and currency ~= stored_currency then
  return { 'CURRENCY', stored_currency }
end

local changed, order = {}, {}
-- With the cart of that time goes what was left out of it.
if verb == 'clear' or verb == 'bought' then
  for at = 1, #fields, 2 do
    if string.sub(fields[at], 1, 5) == 'left:' then redis.call('HDEL', cart, fields[at]) end
  end
end
if verb == 'clear' then
  for sku in pairs(lines) do
    changed[sku] = 0
    order[#order + 1] = sku
  end
  count = 0
end
local prices = {}
for at = 10, #ARGV, 3 do
  local sku, quantity = ARGV[at], tonumber(ARGV[at + 1])
  local before = changed[sku] or (lines[sku] and lines[sku].quantity) or 0
  local after = quantity
  if verb == 'add' then after = before + quantity end
  if verb == 'remove' then after = 0 end
  if verb == 'bought' then after = math.max(0, before - quantity) end
  if after > max_quantity then return { 'QUANTITY', sku, after } end
  if before == 0 and after > 0 then count = count + 1 end
  if before > 0 and after == 0 then count = count - 1 end
  if not changed[sku] then order[#order + 1] = sku end
  changed[sku] = after
  prices[sku] = ARGV[at + 2]
end
if count > max_lines then return { 'LINES' } end

for _, sku in ipairs(order) do
  local quantity = changed[sku]
  redis.call('HDEL', cart, 'merged:' .. sku, 'left:' .. sku)
  if quantity == 0 then
    redis.call('HDEL', cart, 'l:' .. sku)
  else
    local line = lines[sku]
    local sequence = line and line.sequence or redis.call('HINCRBY', cart, 'sequence', 1)
    redis.call('HSET', cart, 'l:' .. sku, quantity .. ':' .. sequence .. ':' .. (line and line.minor or prices[sku]))
  end
end
if verb ~= 'bought' and currency ~= '' and count > 0 then redis.call('HSET', cart, 'currency', currency) end
local version = redis.call('HINCRBY', cart, 'version', 1)
redis.call('PEXPIRE', cart, ttl_ms)
if verb == 'add' then
  if visitor ~= '' then redis.call('HSET', cart, 'visitor', visitor) end
  local known = redis.call('HGET', cart, 'visitor') or owner
  redis.call('XADD', outbox, 'MAXLEN', '~', max_entries, '*', 'owner', owner, 'visitor', known)
end
redis.call('PUBLISH', channel, version)
return { 'OK', version }

-- Changes a cart's lines, all of the changes or none.
-- A cart is a hash: `version` and `at` (since when it has it, in hundredths of a second), `currency`, `sequence` (numbers the lines in
-- the order they came), `l:<SKU>` = `quantity:sequence:unit price in minor units`, `merged:<SKU>` for lines that a merge brought,
-- `left:<SKU>` = `lines` or `currency` for those that the last merge left out because of these, `merge` (the name of the last
-- merge), `checkout` (the one that was last started), `beside` (others whose payment was under way when another cart came in, with
-- spaces between), `visitor` as whom the shopper is counted.
-- KEYS[1] the cart
-- KEYS[2] the outbox of its shard
-- ARGV[1] channel of the cart
-- ARGV[2] its owner
-- ARGV[3] the visitor; '' for the one before
-- ARGV[4] entries of the outbox at most
-- ARGV[5] verb: `add`, `set`, `remove` and `clear`; `bought` takes out, once, what the cart's checkout sold
-- ARGV[6] milliseconds to keep the cart
-- ARGV[7] lines at most
-- ARGV[8] quantity of a line at most
-- ARGV[9] currency of the changes, '' for any; of `bought` the checkout
-- ARGV[10..] for each change: SKU, quantity (0 takes the line out), unit price in minor units
-- Returns { 'OK', version }; else { 'CURRENCY', the cart's currency }, { 'LINES' } or { 'QUANTITY', SKU, quantity it would be }.
-- Costs O(changes + lines), at most 200.
-- @include base/in-chunks
-- @include base/publish
-- @include base/surely
-- @include base/whole
-- @include cart/next-version
local cart, outbox = KEYS[1], KEYS[2]
local channel, owner, visitor, max_entries, verb, ttl_ms = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], whole(ARGV[6])
local max_lines, max_quantity, currency = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]

-- Read first, so that one that is no stream is met before anything is written.
redis.call('XLEN', outbox)
local fields = redis.call('HGETALL', cart)
local lines, left, count, stored_currency, checkout, beside = {}, {}, 0, nil, nil, ''
local sequence, version, at, known = 0, nil, nil, owner
for place = 1, #fields, 2 do
  local field, value = fields[place], fields[place + 1]
  local sku = string.match(field, '^l:(.*)$')
  if sku then
    local quantity, sequence, minor = string.match(value, '^(%d+):(%d+):(%d+)$')
    -- A line that cannot be read counts as none, and is written over or taken out as one that is there.
    if quantity then
      lines[sku] = { quantity = tonumber(quantity), sequence = sequence, minor = minor }
      count = count + 1
    end
  elseif string.sub(field, 1, 5) == 'left:' then
    left[#left + 1] = field
  elseif field == 'currency' then
    stored_currency = value
  elseif field == 'checkout' then
    checkout = value
  elseif field == 'beside' then
    beside = value
  elseif field == 'sequence' then
    sequence = tonumber(value) or 0
  elseif field == 'version' then
    version = value
  elseif field == 'at' then
    at = value
  elseif field == 'visitor' then
    known = value
  end
end
local left_beside = {}
for id in string.gmatch(beside, '%S+') do
  if id ~= currency then left_beside[#left_beside + 1] = id end
end
left_beside = table.concat(left_beside, ' ')
if verb == 'bought' and checkout ~= currency and left_beside == beside then return { 'OK', 0 } end
if #fields == 0 and verb ~= 'add' and verb ~= 'set' then return { 'OK', 0 } end
if (verb == 'add' or verb == 'set') and count > 0 and currency ~= '' and currency ~= stored_currency then
  return { 'CURRENCY', stored_currency }
end

local changed, order, prices = {}, {}, {}
if verb == 'clear' then
  for sku in pairs(lines) do
    changed[sku] = 0
    order[#order + 1] = sku
  end
  count = 0
end
for place = 10, #ARGV, 3 do
  local sku, quantity = ARGV[place], tonumber(ARGV[place + 1])
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
  prices[sku] = ARGV[place + 2]
end
if count > max_lines then return { 'LINES' } end
version, at = next_version(version, at)

if verb == 'bought' then
  if checkout == currency then
    redis.call('HDEL', cart, 'checkout')
  elseif left_beside == '' then
    redis.call('HDEL', cart, 'beside')
  else
    redis.call('HSET', cart, 'beside', left_beside)
  end
end
-- With the cart of that time goes what was left out of it.
if verb == 'clear' or verb == 'bought' then in_chunks('HDEL', cart, left) end
for _, sku in ipairs(order) do
  local quantity = changed[sku]
  -- What adds comes first: after a command that frees, a Redis that is full would let it through.
  if quantity > 0 then
    local line = lines[sku]
    if not line then sequence = sequence + 1 end
    local number = line and line.sequence or string.format('%.0f', sequence)
    surely('HSET', cart, 'l:' .. sku, quantity .. ':' .. number .. ':' .. (line and line.minor or prices[sku]),
      'sequence', string.format('%.0f', sequence))
  else
    surely('HDEL', cart, 'l:' .. sku)
  end
  surely('HDEL', cart, 'merged:' .. sku, 'left:' .. sku)
end
if verb ~= 'bought' and currency ~= '' and count > 0 then surely('HSET', cart, 'currency', currency) end
surely('HSET', cart, 'version', version, 'at', at)
redis.call('PEXPIRE', cart, ttl_ms)
if verb == 'add' then
  if visitor ~= '' then surely('HSET', cart, 'visitor', visitor) end
  if visitor ~= '' then known = visitor end
  surely('XADD', outbox, 'MAXLEN', '~', max_entries, '*', 'owner', owner, 'visitor', known)
end
publish(channel, version)
return { 'OK', tonumber(version) }

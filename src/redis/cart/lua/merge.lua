-- Puts a guest's cart that was set aside into an account's cart, once per merge: quantities add up to the limits, every line that
-- came is marked as merged, and one that does not fit is left out and noted with the reason.
-- KEYS[1] the account's cart
-- ARGV[1] channel of the account's cart
-- ARGV[2] name of the merge
-- ARGV[3] milliseconds to keep the cart
-- ARGV[4] lines at most
-- ARGV[5] quantity of a line at most
-- ARGV[6] currency of the guest's cart
-- ARGV[7] checkout of the guest's cart; '' for none
-- ARGV[8] checkouts whose payment is under way beside that one, of both carts, with spaces between
-- ARGV[9..] for each line: SKU, quantity, unit price in minor units
-- Returns { 'OK' }, or { 'AGAIN' }: this merge was done before.
-- Costs O(lines), at most 100.
-- @include base/in-chunks
-- @include base/publish
-- @include base/whole
-- @include cart/next-version
local cart = KEYS[1]
local ttl_ms, max_lines, max_quantity, currency = whole(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local all, fields, left, count = redis.call('HGETALL', cart), {}, {}, 0
for at = 1, #all, 2 do
  local field = all[at]
  fields[field] = all[at + 1]
  if string.sub(field, 1, 2) == 'l:' then count = count + 1 end
  -- Notes of this merge alone, so that there are never more than a cart has lines.
  if string.sub(field, 1, 5) == 'left:' then left[#left + 1] = field end
end
if fields.merge == ARGV[2] then return { 'AGAIN' } end

local writes, sequence = {}, tonumber(fields.sequence) or 0
local function write(field, value)
  writes[#writes + 1] = field
  writes[#writes + 1] = value
end
local same_currency = count == 0 or fields.currency == currency
for at = 9, #ARGV, 3 do
  local sku, quantity, minor = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2]
  local had, number, kept_minor = string.match(fields['l:' .. sku] or '', '^(%d+):(%d+):(%d+)$')
  if not same_currency then
    write('left:' .. sku, 'currency')
  elseif had or count < max_lines then
    if had then
      quantity, minor = quantity + tonumber(had), kept_minor
    else
      count, sequence = count + 1, sequence + 1
      number = string.format('%.0f', sequence)
    end
    write('l:' .. sku, string.format('%.0f', math.min(quantity, max_quantity)) .. ':' .. number .. ':' .. minor)
    write('merged:' .. sku, 1)
  else
    write('left:' .. sku, 'lines')
  end
end
write('merge', ARGV[2])
write('sequence', string.format('%.0f', sequence))
local version, changed_at = next_version(fields.version, fields.at)
write('version', version)
write('at', changed_at)
if same_currency then
  if count > 0 then write('currency', currency) end
end
-- The newest checkout is the one to be replaced by the next, so that its hold is not in the shopper's way.
if ARGV[7] ~= '' then write('checkout', ARGV[7]) end
write('beside', ARGV[8])

in_chunks('HDEL', cart, left)
in_chunks('HSET', cart, writes)
redis.call('PEXPIRE', cart, ttl_ms)
publish(ARGV[1], 'merged')
return { 'OK' }

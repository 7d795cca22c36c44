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
-- ARGV[8..] for each line: SKU, quantity, unit price in minor units
-- Returns { 'OK' }, or { 'AGAIN' }: this merge was done before.
-- Costs O(lines), at most 100.
local cart = KEYS[1]
if redis.call('HGET', cart, 'merge') == ARGV[2] then return { 'AGAIN' } end
redis.call('HSET', cart, 'merge', ARGV[2])
local max_lines, max_quantity, currency = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local count = 0
for _, field in ipairs(redis.call('HKEYS', cart)) do
  if string.sub(field, 1, 2) == 'l:' then count = count + 1 end
  -- Notes of this merge alone, so that there are never more than a cart has lines.
  if string.sub(field, 1, 5) == 'left:' then redis.call('HDEL', cart, field) end
end
local same_currency = count == 0 or redis.call('HGET', cart, 'currency') == currency
for at = 8, #ARGV, 3 do
  local sku, quantity, minor = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2]
  if not same_currency then
    redis.call('HSET', cart, 'left:' .. sku, 'currency')
  else
    local line = redis.call('HGET', cart, 'l:' .. sku)
    local sequence
    if line then
      local had, number, kept_minor = string.match(line, '^(%d+):(%d+):(%d+)$')
      quantity, sequence, minor = quantity + tonumber(had), number, kept_minor
    elseif count < max_lines then
      count = count + 1
      sequence = redis.call('HINCRBY', cart, 'sequence', 1)
    end
    if sequence then
      redis.call('HSET', cart, 'l:' .. sku, math.min(quantity, max_quantity) .. ':' .. sequence .. ':' .. minor)
      redis.call('HSET', cart, 'merged:' .. sku, 1)
    else
      redis.call('HSET', cart, 'left:' .. sku, 'lines')
    end
  end
end
if same_currency then
  if count > 0 then redis.call('HSET', cart, 'currency', currency) end
  -- The newest checkout is the one to be replaced by the next, so that its hold is not in the shopper's way.
  if ARGV[7] ~= '' then redis.call('HSET', cart, 'checkout', ARGV[7]) end
end
redis.call('HINCRBY', cart, 'version', 1)
redis.call('PEXPIRE', cart, ARGV[3])
redis.call('PUBLISH', ARGV[1], 'merged')
return { 'OK' }

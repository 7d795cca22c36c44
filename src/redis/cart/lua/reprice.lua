-- Takes over prices that the shopper has accepted, and notes the checkout that was started.
-- KEYS: cart
-- ARGV: channel, version that the caller read, checkout ('' for none), then SKU and unit price of each line to reprice
-- Returns 1, or 0 where the cart is another by now. Costs O(lines), at most 100.
local cart = KEYS[1]
if redis.call('HGET', cart, 'version') ~= ARGV[2] then return 0 end
if ARGV[3] ~= '' then redis.call('HSET', cart, 'checkout', ARGV[3]) end
if #ARGV < 4 then return 1 end
for at = 4, #ARGV, 2 do
  local line = redis.call('HGET', cart, 'l:' .. ARGV[at])
  local quantity, sequence = string.match(line, '^(%d+):(%d+):')
  redis.call('HSET', cart, 'l:' .. ARGV[at], quantity .. ':' .. sequence .. ':' .. ARGV[at + 1])
end
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1

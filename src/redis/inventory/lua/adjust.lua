-- Adds to or takes from the stock on hand of one or several products, all or none, once for a key.
-- KEYS: on-hand, reserved, the outcome of the key
-- ARGV: channel prefix, milliseconds to remember the key (0 for no key), then SKU and delta of each
-- Returns OK; AGAIN where the key did the same before; CONFLICT where it did something else; or {SKU, available} where
--       less would be there than is reserved or than none at all. Costs O(products), at most 100.
local channel, keep_ms = ARGV[1], tonumber(ARGV[2])
local what = table.concat(ARGV, '\n', 3)
if keep_ms > 0 then
  local before = redis.call('GET', KEYS[3])
  if before then return before == what and 'AGAIN' or 'CONFLICT' end
end
for at = 3, #ARGV, 2 do
  local on_hand = tonumber(redis.call('HGET', KEYS[1], ARGV[at]) or 0)
  local available = on_hand - tonumber(redis.call('HGET', KEYS[2], ARGV[at]) or 0)
  local delta = tonumber(ARGV[at + 1])
  if delta < 0 and available + delta < 0 then return { ARGV[at], available } end
  if on_hand + delta > 2147483647 then return { ARGV[at], -1 } end
end
for at = 3, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1])
  redis.call('PUBLISH', channel .. ARGV[at], 'stock')
end
if keep_ms > 0 then redis.call('SET', KEYS[3], what, 'PX', keep_ms) end
return 'OK'

-- Counts a shard's entries.
--
-- KEYS   1: its counts
-- Costs a read of at most about six hundred numbers; what has passed is not counted.
-- @include base/now
local now = now_ms()
local until_key = KEYS[1] .. '-until'
local live = redis.call('ZRANGEBYSCORE', until_key, '(' .. string.format('%d', now), '+inf', 'LIMIT', 0, 2000)
if #live == 0 then
  return 0
end
local sum = 0
for _, number in ipairs(redis.call('HMGET', KEYS[1], unpack(live))) do
  sum = sum + (tonumber(number or 0))
end
return sum

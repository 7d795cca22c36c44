-- Ends holds whose time is over, and forgets those that ended long ago.
-- KEYS: on-hand, reserved, holds, expiry, settled
-- ARGV: channel prefix, how many at most, milliseconds to remember ended holds
-- Returns how many it ended. Costs O(count * lines); count is at most 100.
-- @include inventory/inventory
local channel, count, now = ARGV[1], tonumber(ARGV[2]), now_ms()
local old = redis.call('ZRANGEBYSCORE', settled_key, '-inf', now - tonumber(ARGV[3]), 'LIMIT', 0, count)
for _, id in ipairs(old) do
  redis.call('ZREM', settled_key, id)
  redis.call('HDEL', holds_key, id)
end
return expire(count, now, channel)

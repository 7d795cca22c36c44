-- Ends one session, or lets it end after a short grace, and tells every process.
-- KEYS: session, index
-- ARGV: owner, name, reason, channel, grace ms (0: at once)
-- Returns 1 where it was live, else 0. Costs O(log n) of the owner's sessions.
-- @include now
local now = now_ms()
local expires = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]))
local live = expires ~= nil and expires > now
local grace = tonumber(ARGV[5])
if live and grace > 0 then
  -- Requests in flight still find it; its absolute end keeps them from prolonging it.
  local last = math.min(now + grace, expires)
  redis.call('HSET', KEYS[1], 'x', last)
  redis.call('PEXPIREAT', KEYS[1], last)
  redis.call('ZADD', KEYS[2], 'XX', last, ARGV[2])
else
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('DEL', KEYS[1])
end
if not live then return 0 end
redis.call('PUBLISH', ARGV[4], cjson.encode({owner = ARGV[1], name = ARGV[2], reason = ARGV[3], at = now}))
return 1

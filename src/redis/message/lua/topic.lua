-- Notes that a topic is used, and forgets those that nobody has used for long.
-- KEYS[1] topics by the millisecond at which they were last noted
-- ARGV[1] topic
-- ARGV[2] how many there may be
-- ARGV[3] after how many ms without use one is forgotten
-- Returns { 'OK' }, or { 'LIMIT_EXCEEDED' } if it is new and there are too many.
-- Costs O(log n) per topic that it forgets.
-- @include base/now
local now = now_ms()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[3]))
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return { 'LIMIT_EXCEEDED' }
end
redis.call('ZADD', KEYS[1], now, ARGV[1])
return { 'OK' }

-- Notes that a topic is used, and forgets those that nobody has used for long.
-- KEYS[1] topics by the millisecond at which they were last noted
-- ARGV[1] topic
-- ARGV[2] how many there may be
-- ARGV[3] after how many ms without use one is forgotten
-- Returns { 'OK' }, or { 'LIMIT_EXCEEDED' } if it is new and there are too many.
-- Costs O(log n) per topic that it forgets.
-- @include base/now
-- @include base/surely
-- @include base/whole
local now = now_ms()
local most = whole(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - whole(ARGV[3]))
if not surely('ZSCORE', KEYS[1], ARGV[1]) and surely('ZCARD', KEYS[1]) >= most then
  return { 'LIMIT_EXCEEDED' }
end
surely('ZADD', KEYS[1], now, ARGV[1])
return { 'OK' }

-- Notes that a topic is used, and forgets those that nobody has used for long.
-- KEYS[1] topics by the millisecond at which they were last noted
-- ARGV  topic, how many there may be, after how many ms without use one is forgotten
-- Returns 1, or 0 where there are too many.
-- @include base/now
local now = now_ms()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[3]))
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[1])
return 1

-- Counts an attempt before its outcome is known, so that many at once gain nothing, and says how long to wait instead.
-- KEYS: attempts
-- ARGV: free attempts, longest delay ms, ms after which a quiet counter is forgotten
-- Returns 0 where the attempt may go on, else the milliseconds to wait. Constant cost.
-- @include base/now
local now = now_ms()
local state = redis.call('HMGET', KEYS[1], 'count', 'until')
local wait = (tonumber(state[2]) or 0) - now
if wait > 0 then return wait end
local count = (tonumber(state[1]) or 0) + 1
local over = count - tonumber(ARGV[1])
local delay = over < 0 and 0 or math.min(1000 * 2 ^ math.min(over, 30), tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'count', count, 'until', string.format('%d', now + delay))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0

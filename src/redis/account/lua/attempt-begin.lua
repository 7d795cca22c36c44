-- Counts an attempt before its outcome is known, so that many at once gain nothing, and says how long to wait instead.
-- KEYS[1] the attempts
-- ARGV[1] attempts that may fail before the waiting begins
-- ARGV[2] the first delay in milliseconds; it doubles with each attempt
-- ARGV[3] the longest delay in milliseconds
-- ARGV[4] milliseconds after which a counter that is left alone is forgotten
-- Returns { 'OK' }, or { 'WAIT', milliseconds }: the attempt does not count.
-- Costs O(1).
-- @include base/now
local now = now_ms()
local state = redis.call('HMGET', KEYS[1], 'count', 'until')
local wait = (tonumber(state[2]) or 0) - now
if wait > 0 then return {'WAIT', wait} end
local count = (tonumber(state[1]) or 0) + 1
local over = count - tonumber(ARGV[1])
local delay = over < 0 and 0 or math.min(tonumber(ARGV[2]) * 2 ^ math.min(over, 30), tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'count', count, 'until', string.format('%d', now + delay))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'OK'}

-- Counts an attempt before its outcome is known, so that many at once gain nothing, and says how long to wait instead.
-- Counted attempts are forgotten one by one.
-- KEYS[1] the attempts: `count`, `at` from when on the next is forgotten, `until` when to wait
-- ARGV[1] attempts that may fail before the waiting begins
-- ARGV[2] the first delay in milliseconds; it doubles with each attempt
-- ARGV[3] the longest delay in milliseconds
-- ARGV[4] milliseconds in which one attempt is forgotten
-- Returns { 'OK', milliseconds until all is forgotten }, or { 'WAIT', milliseconds }: the attempt does not count.
-- Costs O(1).
-- @include base/now
local now = now_ms()
local forget = tonumber(ARGV[4])
local state = redis.call('HMGET', KEYS[1], 'count', 'at', 'until')
local wait = (tonumber(state[3]) or 0) - now
if wait > 0 then return {'WAIT', wait} end
local count, at = tonumber(state[1]) or 0, tonumber(state[2]) or now
local forgotten = math.min(count, math.max(0, math.floor((now - at) / forget)))
count = count - forgotten
at = count == 0 and now or at + forgotten * forget
count = count + 1
local over = count - tonumber(ARGV[1])
local delay = over < 0 and 0 or math.min(tonumber(ARGV[2]) * 2 ^ math.min(over, 30), tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'count', count, 'at', string.format('%d', at), 'until', string.format('%d', now + delay))
local kept = string.format('%d', math.max(delay, at + count * forget - now))
redis.call('PEXPIRE', KEYS[1], kept)
return {'OK', tonumber(kept)}

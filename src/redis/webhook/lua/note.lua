-- Notes what became of a delivery. An endpoint that has failed for long is disabled.
-- KEYS[1] the endpoint
-- KEYS[2] what was delivered, by the id of the event
-- KEYS[3] the events by when they were last sent
-- ARGV[1] the id of the event
-- ARGV[2] what became of it, as JSON
-- ARGV[3] '1' if it was delivered, else ''
-- ARGV[4] how many deliveries are kept
-- ARGV[5] for how many milliseconds
-- ARGV[6] milliseconds of failures after which an endpoint is disabled
-- Returns { 'OK', 1 if the endpoint was disabled by this, else 0 }, or { 'NONE' }: there is no such endpoint.
-- Costs O(log n) of the deliveries that are kept.
-- @include base/in-chunks
-- @include base/now
-- @include base/surely
-- @include base/whole
local id, kept, kept_ms, failing_ms = ARGV[1], whole(ARGV[4]), whole(ARGV[5]), whole(ARGV[6])
local now = now_ms()
local enabled, since = unpack(redis.call('HMGET', KEYS[1], 'enabled', 'failingSince'))
if not enabled then return { 'NONE' } end
since = tonumber(since or nil) or now
local stops = ARGV[3] ~= '1' and enabled == '1' and now - since >= failing_ms

redis.call('HSET', KEYS[2], id, ARGV[2])
surely('ZADD', KEYS[3], string.format('%.0f', now), id)
local gone = surely('ZRANGE', KEYS[3], 0, -kept - 1)
in_chunks('HDEL', KEYS[2], gone)
in_chunks('ZREM', KEYS[3], gone)
redis.call('PEXPIRE', KEYS[2], kept_ms)
redis.call('PEXPIRE', KEYS[3], kept_ms)
if ARGV[3] == '1' then
  surely('HDEL', KEYS[1], 'failingSince')
else
  surely('HSET', KEYS[1], 'failingSince', string.format('%.0f', since))
end
if stops then surely('HSET', KEYS[1], 'enabled', '', 'stopped', '1') end
return { 'OK', stops and 1 or 0 }

-- Changes an endpoint. Where it gets another secret, the one before signs as well for a while; where it is enabled, what it failed before
-- is forgotten.
-- KEYS[1] the endpoint
-- ARGV[1] its new secret, '' to keep the present one
-- ARGV[2] milliseconds for which the one before is kept
-- ARGV[3] '1' if it is enabled by this, else ''
-- ARGV[4..] fields and values, in pairs
-- Returns { 'OK' }, or { 'NONE' }: there is no such endpoint.
-- Costs O(fields).
-- @include base/now
-- @include base/surely
-- @include base/whole
local secret, overlap_ms = ARGV[1], whole(ARGV[2])
assert(#ARGV % 2 == 1, 'fields and values come in pairs')
local present = redis.call('HGET', KEYS[1], 'secret')
if not present then return { 'NONE' } end
local ends = string.format('%.0f', now_ms() + overlap_ms)
redis.call('HSET', KEYS[1], 'secret', secret ~= '' and secret or present)
if secret ~= '' then surely('HSET', KEYS[1], 'formerSecret', present, 'formerUntil', ends) end
if ARGV[3] == '1' then surely('HDEL', KEYS[1], 'failingSince', 'stopped') end
for at = 4, #ARGV, 2 do surely('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
return { 'OK' }

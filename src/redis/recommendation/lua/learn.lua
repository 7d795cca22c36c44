-- Counts that a product went together with others, once per event.
-- KEYS[1] what the product went together with, and how often
-- KEYS[2] mark of this event
-- ARGV[1] weight of the event
-- ARGV[2] half-life in milliseconds
-- ARGV[3] the moment that the counts are kept as of, in milliseconds
-- ARGV[4] neighbours at most
-- ARGV[5] milliseconds to keep the counts
-- ARGV[6] milliseconds to remember the event
-- ARGV[7] the product itself
-- ARGV[8..] the others
-- Returns { 'OK' }, or { 'AGAIN' }: the event was counted before.
-- Costs O(others * log neighbours), at most 600 of 400.
-- @include base/surely
-- @include base/whole
-- @include recommendation/decayed-weight
if redis.call('EXISTS', KEYS[2]) == 1 then return { 'AGAIN' } end
local weight = decayed_weight(ARGV[1], ARGV[2], ARGV[3])
local most, ttl_ms = whole(ARGV[4]), whole(ARGV[5])
redis.call('ZCARD', KEYS[1])

redis.call('SET', KEYS[2], 1, 'PX', ARGV[6])
for at = 7, #ARGV do surely('ZINCRBY', KEYS[1], weight, ARGV[at]) end
surely('ZREMRANGEBYRANK', KEYS[1], 0, -(most + 2))
redis.call('PEXPIRE', KEYS[1], ttl_ms)
return { 'OK' }

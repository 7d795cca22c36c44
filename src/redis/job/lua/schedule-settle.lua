#!lua flags=allow-oom
-- Notes when a queue's next schedule is due, unless the queue was marked since it was looked at. It also runs while Redis is out of
-- memory.
-- KEYS[1] the index of the queues that have schedules
-- ARGV[1] name of the queue
-- ARGV[2] its score before it was looked at
-- ARGV[3] when its next schedule is due, in ms, or '' if it has none
-- Returns { 'OK' }, or { 'CHANGED' } if it was marked.
-- Costs O(log n).
-- @include base/whole
local next_at = ARGV[3] ~= '' and whole(ARGV[3])
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) ~= tonumber(ARGV[2]) then return { 'CHANGED' } end
if next_at then redis.call('ZADD', KEYS[1], next_at, ARGV[1]) else redis.call('ZREM', KEYS[1], ARGV[1]) end
return { 'OK' }

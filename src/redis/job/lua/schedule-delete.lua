#!lua flags=allow-oom
-- Deletes a cron schedule of a queue. It also runs while Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] key of the schedule
-- Returns how many it deleted: 1, or 0 if there was none.
-- Costs O(log n).
-- @include base/surely
local key = ARGV[1]
redis.call('ZREM', KEYS[1] .. 'schedules:due', key)
surely('HDEL', KEYS[1] .. 'schedules:last', key)
surely('HDEL', KEYS[1] .. 'schedules:job', key)
return surely('HDEL', KEYS[1] .. 'schedules', key)

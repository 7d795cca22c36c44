-- Adds a cron schedule to a queue, or replaces the one of the same key.
-- KEYS[1] the queue's base
-- ARGV[1] key of the schedule
-- ARGV[2] its definition, JSON
-- ARGV[3] its next run, in ms
-- ARGV[4] how many schedules a queue may have
-- Returns { 'OK' }, or { 'LIMIT_EXCEEDED' } if it is new and there are too many.
-- Costs O(log n).
local schedules, key = KEYS[1] .. 'schedules', ARGV[1]
if redis.call('HEXISTS', schedules, key) == 0 and redis.call('HLEN', schedules) >= tonumber(ARGV[4]) then
  return { 'LIMIT_EXCEEDED' }
end
redis.call('HSET', schedules, key, ARGV[2])
redis.call('ZADD', KEYS[1] .. 'schedules:due', ARGV[3], key)
return { 'OK' }

-- Adds a cron schedule to a queue, or replaces the one of the same key.
-- KEYS[1] the queue's base
-- ARGV[1] key of the schedule
-- ARGV[2] its definition, JSON
-- ARGV[3] its next run, in ms
-- ARGV[4] how many schedules a queue may have
-- ARGV[5] the definition that the caller read before, or '' if there was none
-- ARGV[6] 1 if both run at the same times, so that the next run stays as it is, or else 0
-- Returns { 'OK', its next run in ms, its last run in ms or '' }, { 'CHANGED', definition or '' } if it has another definition than the
-- caller read, or { 'LIMIT_EXCEEDED' } if it is new and there are too many.
-- Costs O(log n).
-- @include base/surely
-- @include base/whole
local schedules, key, next_at = KEYS[1] .. 'schedules', ARGV[1], string.format('%d', whole(ARGV[3]))
local most = whole(ARGV[4])
local before = redis.call('HGET', schedules, key)
if (before or '') ~= ARGV[5] then return { 'CHANGED', before or '' } end
if not before and redis.call('HLEN', schedules) >= most then return { 'LIMIT_EXCEEDED' } end
local due = redis.call('ZSCORE', KEYS[1] .. 'schedules:due', key)
local last = redis.call('HGET', KEYS[1] .. 'schedules:last', key)
if due and ARGV[6] == '1' then next_at = due end
redis.call('HSET', schedules, key, ARGV[2])
surely('ZADD', KEYS[1] .. 'schedules:due', next_at, key)
return { 'OK', next_at, last or '' }

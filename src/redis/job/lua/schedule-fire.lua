-- Enqueues the job of a cron schedule that is due. Of all processes that see it due, one does it: the moment for which it was due is
-- compared and set.
-- KEYS[1] the queue's base
-- ARGV[1] the channel of the queue's changes
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] key of the schedule
-- ARGV[5] the moment for which it was due, in ms
-- ARGV[6] its next run, in ms, or ''
-- ARGV[7] how many jobs: 1
-- ARGV[8..] the job in three arguments, as job/lua/include/add.lua describes them
-- Returns { 'OK' }, or { 'NOT_DUE' } if another process has done it.
-- Costs O(log n).
-- @include job/queue
-- @include job/changes
-- @include job/add
local key, due_set = ARGV[4], base .. 'schedules:due'
local due = redis.call('ZSCORE', due_set, key)
if not due or tonumber(due) ~= tonumber(ARGV[5]) or tonumber(due) > now then return { 'NOT_DUE' } end
if ARGV[6] == '' then redis.call('ZREM', due_set, key) else redis.call('ZADD', due_set, ARGV[6], key) end
redis.call('HSET', base .. 'schedules:last', key, due)
add_jobs(7)
flush()
return { 'OK' }

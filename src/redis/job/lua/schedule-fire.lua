-- Enqueues the jobs of a cron schedule that is due. Of all processes that see it due, one does it: the moment for which it was due is
-- compared and set.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] key of the schedule
-- ARGV[5] the moment for which it was due, in ms
-- ARGV[6] the last moment for which it adds a job, in ms
-- ARGV[7] its next run, in ms, or ''
-- ARGV[8] while the last job is not finished: queue (add this one as well), skip (this one) or replace (cancel the last)
-- ARGV[9] while the queue is paused: keep (it stays due until the queue is resumed) or none (its time passes)
-- ARGV[10] cancelled jobs to keep if no worker has said how many
-- ARGV[11] how old they may be, in ms
-- ARGV[12] how many to prune, and places in the ready lists to take out
-- ARGV[13] how many cancelled jobs may leave their places in the lists until a worker comes upon them
-- ARGV[14] the schedule as it was read, or '' if it was not there
-- ARGV[15] how many jobs; 0 if its times have passed, or it cannot be read
-- ARGV[16..] the jobs in three arguments, as job/lua/include/add.lua describes them
-- Returns { 'OK' }, { 'SKIPPED' } if it was due and added nothing, { 'PAUSED' } if it waits for the queue to be resumed, or { 'NOT_DUE' } if
-- another process has done it, if the schedule was set meanwhile, or if the ids of this ms are used up.
-- Costs O(log n) per job. The caller sends at most jobLimits.schedulesFired of them.
-- @include base/surely
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/cancel
-- @include job/add
-- @include job/ids
local key, due_set, overlap, missed = ARGV[4], base .. 'schedules:due', ARGV[8], ARGV[9]
local keep, max_age, bound, most_stale = whole(ARGV[10]), whole(ARGV[11]), whole(ARGV[12]), whole(ARGV[13])
local next_at = ARGV[7] ~= '' and whole(ARGV[7])
local due = redis.call('ZSCORE', due_set, key)
if not due or tonumber(due) ~= whole(ARGV[5]) or tonumber(due) > now then return { 'NOT_DUE' } end
-- One that was set meanwhile runs as it is now, also where it was set anew after Redis had lost it.
if (redis.call('HGET', base .. 'schedules', key) or '') ~= ARGV[14] then return { 'NOT_DUE' } end
local paused = redis.call('HGET', meta, 'paused') == '1'
if paused and missed ~= 'none' then return { 'PAUSED' } end
local last = redis.call('HGET', base .. 'schedules:job', key)
local record = last and redis.call('HGET', states, last)
local letter = last and letter_of(last, record)
local unfinished = letter == 'w' or letter == 'y' or letter == 'a' or letter == 'q'
local runs, total = read_runs(15)
local last_before, born, is_new = next_ids(total)
if not last_before then return { 'NOT_DUE' } end

if next_at then redis.call('ZADD', due_set, next_at, key) else redis.call('ZREM', due_set, key) end
if paused or total == 0 or (unfinished and overlap == 'skip') then return { 'SKIPPED' } end
if last and unfinished and overlap == 'replace' then cancel(last, record, letter, keep, max_age, bound, most_stale) end
surely('HSET', base .. 'schedules:last', key, ARGV[6])
add_jobs(runs, total, last_before, born, is_new)
surely('HSET', base .. 'schedules:job', key, string.format('%d', last_before + total))
flush()
return { 'OK' }

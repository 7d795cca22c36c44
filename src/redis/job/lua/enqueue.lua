-- Adds jobs to a queue. A job whose idempotency key is known is not added again; the id of the first is returned.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] '1' to add them also if their ids are ahead of the clock, as where it was set back, else ''
-- ARGV[5] how many parts the caller takes the queue to have
-- ARGV[6] how many jobs
-- ARGV[7..] for each run of jobs that differ only in their payload three arguments, as job/lua/include/add.lua describes them
-- Returns { 'OK', id of the first job, 1 if the queue is new or else 0, place (from 0) and id of each job whose idempotency key is known,
-- or '' if that was another job, ... }, { 'AHEAD' } if the ids of this ms are used up, or { 'PARTS', how many } if the queue has
-- another number of parts, or is none that has this one: nothing was added.
-- Costs O(1) per job, O(log n) per delayed job. The caller sends at most jobLimits.batch of them.
-- @include base/whole
-- @include job/changes
-- @include job/add
-- @include job/ids
local parts_expected = whole(ARGV[5])
local runs, total = read_runs(6)
local last, born, is_new, parts = next_ids(total, ARGV[4] == '1')
if parts ~= parts_expected then return { 'PARTS', parts } end
if not last then return { 'AHEAD' } end
local answer = add_jobs(runs, total, last, born, is_new)
flush()
return answer

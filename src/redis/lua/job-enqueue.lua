-- Adds jobs to a queue. A job whose idempotency key is known is not added again; the id of the first is returned.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, then for each job what include/job-add.lua says
-- Returns for each job its id: a number if it is new, else a string
-- Costs O(1) a job, O(log n) a delayed one; the caller sends at most jobLimits.batch of them.
-- @include now
-- @include job-queue
-- @include job-add
local answers = add_jobs(3)
flush()
return answers

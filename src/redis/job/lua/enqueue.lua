-- Adds jobs to a queue. A job whose idempotency key is known is not added again; the id of the first is returned.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, then the jobs as job/lua/include/add.lua says
-- Returns the first job's id, then place and id of each whose idempotency key was known
-- Costs O(1) a job, O(log n) a delayed one; the caller sends at most jobLimits.batch of them.
-- @include base/now
-- @include job/queue
-- @include job/add
local answer = add_jobs(3)
flush()
return answer

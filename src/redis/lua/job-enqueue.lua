-- Adds jobs to a queue. A job whose idempotency key is known is not added again; the id of the first is returned.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, then for each job: name, payload, priority, delay in ms (or -1), run at in ms (or -1),
--   max attempts, backoff, timeout in ms (or 0), idempotency key (or ''), idempotency lifetime in ms
-- Returns for each job: its id, and 1 if it is new or 0
-- Costs O(1) a job, O(log n) a delayed one; the caller sends at most jobLimits.batch of them.
-- @include now
-- @include job-queue
-- @include job-add
local answers = {}
for at = 3, #ARGV, 10 do
  local delay, run_at = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local due = run_at >= 0 and run_at or (delay > 0 and now + delay or now)
  local id, new = add_job(ARGV[at], ARGV[at + 1], ARGV[at + 2], due, unpack(ARGV, at + 5, at + 9))
  answers[#answers + 1] = id
  answers[#answers + 1] = new
end
flush()
return answers

-- Adds jobs to a queue. A job whose idempotency key is known is not added again; the id of the first is returned.
-- KEYS[1] the queue's base
-- ARGV channel of the queue, max events, then for each job: name, payload, priority, delay in ms (or -1), run at in ms (or -1),
--   max attempts, backoff, timeout in ms (or 0), idempotency key (or ''), idempotency lifetime in ms
-- Returns for each job: its id, and 1 if it is new or 0
-- Costs O(1) a job; the caller sends at most jobLimits.batch of them.
-- @include now
-- @include job-queue
local answers = {}
for at = 3, #ARGV, 10 do
  local name, payload, priority = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local delay, run_at = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local idempotency = ARGV[at + 8]
  local known = idempotency ~= '' and redis.call('GET', base .. 'idem:' .. idempotency)
  if known then
    answers[#answers + 1] = known
    answers[#answers + 1] = 0
  else
    local id = string.format('%d', redis.call('HINCRBY', meta, 'seq', 1))
    local key = job_key(id)
    local due = run_at >= 0 and run_at or (delay > 0 and now + delay or now)
    local later = due > now
    redis.call('HSET', key, 'n', name, 'd', payload, 'p', priority, 's', later and 'y' or 'w', 'm', ARGV[at + 5], 'c', now)
    if ARGV[at + 6] ~= '' then redis.call('HSET', key, 'b', ARGV[at + 6]) end
    if ARGV[at + 7] ~= '0' then redis.call('HSET', key, 't', ARGV[at + 7]) end
    if idempotency ~= '' then
      redis.call('HSET', key, 'i', idempotency)
      redis.call('SET', base .. 'idem:' .. idempotency, id, 'PX', ARGV[at + 9])
    end
    if later then
      redis.call('HSET', key, 'r', due)
      redis.call('ZADD', base .. 'delayed', due, id)
    else
      make_ready(id, priority)
    end
    note(id, later and 'y' or 'w')
    answers[#answers + 1] = id
    answers[#answers + 1] = 1
  end
end
flush_events(ARGV[1], ARGV[2])
return answers

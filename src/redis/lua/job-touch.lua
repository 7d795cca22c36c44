-- Renews leases and records progress and log lines of active jobs, for the worker that holds them.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, lease in ms (0: leave it), log lines to keep, then for each job: id, fence, progress (or ''),
--   progress message (or ''), log line (or '')
-- Returns for each job 1 held, 2 held but cancellation was asked for, 0 lease lost
-- Costs O(log n) a job.
-- @include now
-- @include job-queue
local lease_ms, keep = tonumber(ARGV[3]), tonumber(ARGV[4])
local answers = {}
for at = 5, #ARGV, 5 do
  local id = ARGV[at]
  local key = job_key(id)
  local state, held, cancel = unpack(redis.call('HMGET', key, 's', 'z', 'q'))
  if state ~= 'a' or held ~= ARGV[at + 1] then
    answers[#answers + 1] = 0
  else
    answers[#answers + 1] = cancel == '1' and 2 or 1
    if lease_ms > 0 then redis.call('ZADD', base .. 'lease', now + lease_ms, id) end
    if ARGV[at + 2] ~= '' then
      redis.call('HSET', key, 'g', ARGV[at + 2])
      if ARGV[at + 3] ~= '' then redis.call('HSET', key, 'gm', ARGV[at + 3]) end
      note(id, 'a', ARGV[at + 2])
    end
    if ARGV[at + 4] ~= '' then
      redis.call('RPUSH', key .. ':log', now .. ' ' .. ARGV[at + 4])
      redis.call('LTRIM', key .. ':log', -keep, -1)
    end
  end
end
flush()
return answers

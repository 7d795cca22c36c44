-- Renews leases and records progress and log lines of active jobs, for the worker that holds them.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, lease in ms (0: leave it), log lines to keep, then for each job: id, fence, progress (or ''),
--   progress message (or ''), log line (or '')
-- Returns for each job 1 held, 2 held but cancellation was asked for, 0 lease lost
-- Costs O(log n) a job.
-- @include base/now
-- @include job/queue
-- @include job/record
local lease_ms, keep = tonumber(ARGV[3]), tonumber(ARGV[4])
local ids, answers, leases = {}, {}, {}
for at = 5, #ARGV, 5 do ids[#ids + 1] = ARGV[at] end
local records = redis.call('HMGET', states, unpack(ids))
for i, id in ipairs(ids) do
  local fence, progress, message, line = unpack(ARGV, 5 * i + 1, 5 * i + 4)
  if not is_held(records[i], fence) then
    answers[i] = 0
  else
    answers[i] = string.sub(records[i], 1, 1) == 'q' and 2 or 1
    if lease_ms > 0 then leases[#leases + 1], leases[#leases + 2] = now + lease_ms, id end
    if progress ~= '' then
      redis.call('HSET', base .. 'progress', id, progress .. ' ' .. message)
      note('a' .. progress, { id })
    end
    if line ~= '' then
      redis.call('RPUSH', base .. 'log:' .. id, now_text .. ' ' .. line)
      redis.call('LTRIM', base .. 'log:' .. id, -keep, -1)
      redis.call('SADD', base .. 'logged', id)
    end
  end
end
if #leases > 0 then redis.call('ZADD', base .. 'lease', unpack(leases)) end
flush()
return answers

-- Renews leases and records progress and log lines of active jobs, for the worker that holds them.
-- KEYS[1] the queue's base
-- ARGV[1] the channel of the queue's changes
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] lease in ms; 0 leaves it as it is
-- ARGV[5] log lines to keep
-- ARGV[6..] for each job: id, fence, progress (or ''), progress message (or ''), log line (or '')
-- Returns for each job { 'OK' }, { 'CANCEL_REQUESTED' } if it is held but to be cancelled, or { 'LEASE_LOST' }.
-- Costs O(log n) per job.
-- @include job/queue
-- @include job/changes
-- @include job/record
local held, to_cancel, lost = { 'OK' }, { 'CANCEL_REQUESTED' }, { 'LEASE_LOST' }
local lease_ms, keep = tonumber(ARGV[4]), tonumber(ARGV[5])
local ids, answers, leases = {}, {}, {}
for at = 6, #ARGV, 5 do ids[#ids + 1] = ARGV[at] end
local records = redis.call('HMGET', states, unpack(ids))
for i, id in ipairs(ids) do
  local fence, progress, message, line = unpack(ARGV, 5 * i + 2, 5 * i + 5)
  if not is_held(records[i], fence) then
    answers[i] = lost
  else
    answers[i] = string.sub(records[i], 1, 1) == 'q' and to_cancel or held
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

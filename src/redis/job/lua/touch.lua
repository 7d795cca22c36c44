#!lua flags=allow-oom
-- Renews leases and records progress and log lines of active jobs, for the worker that holds them. It also runs while Redis is out of
-- memory, since a lease that cannot be renewed has its job run twice; what it writes is bounded.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] lease in ms; 0 leaves it as it is
-- ARGV[5] log lines to keep
-- ARGV[6..] for each job: id, fence, progress from 0 to 1 (or ''), progress message (or ''), log line (or '')
-- Returns for each job { 'OK' }, { 'CANCEL_REQUESTED' } if it is held but to be cancelled, or { 'LEASE_LOST' }.
-- Costs O(log n) per job.
-- @include base/in-chunks
-- @include base/fields-of
-- @include base/surely
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/record
local held, to_cancel, lost = { 'OK' }, { 'CANCEL_REQUESTED' }, { 'LEASE_LOST' }
local lease_ms, keep = whole(ARGV[4]), whole(ARGV[5])
assert(#ARGV % 5 == 0, 'a job is not complete')
local ids, answers, leases = {}, {}, {}
for at = 6, #ARGV, 5 do
  ids[#ids + 1] = ARGV[at]
  local progress = ARGV[at + 2]
  assert(progress == '' or string.match(progress, '^[%d.]+$') or string.match(progress, '^[%d.]+e%-%d+$'), 'progress must be a number')
end
local records = fields_of(states, ids)
for i, id in ipairs(ids) do
  local fence, progress, message, line = unpack(ARGV, 5 * i + 2, 5 * i + 5)
  if not is_held(records[i], fence) then
    answers[i] = lost
  else
    answers[i] = string.sub(records[i] or '', 1, 1) == 'q' and to_cancel or held
    if lease_ms > 0 then leases[#leases + 1], leases[#leases + 2] = now + lease_ms, id end
    if progress ~= '' then
      surely('HSET', base .. 'progress', id, progress .. ' ' .. message)
      note('a' .. progress, { id })
    end
    if line ~= '' then
      surely('RPUSH', base .. 'log:' .. id, now_text .. ' ' .. line)
      surely('LTRIM', base .. 'log:' .. id, -keep, -1)
      surely('SADD', base .. 'logged', id)
    end
  end
end
in_chunks('ZADD', base .. 'lease', leases)
flush()
return answers

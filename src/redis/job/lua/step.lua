#!lua flags=allow-oom
-- Hands in the jobs that a worker has finished and claims its next ones, in one round trip.
-- It also runs while Redis is out of memory, since it is what frees memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channel of the queue's changes
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] how many jobs to claim
-- ARGV[5] worker id
-- ARGV[6] lease in ms
-- ARGV[7] random seed
-- ARGV[8] completed jobs to keep
-- ARGV[9] dead jobs to keep
-- ARGV[10] cancelled jobs to keep
-- ARGV[11] how old completed jobs may be, in ms
-- ARGV[12] how old dead jobs may be, in ms
-- ARGV[13] how old cancelled jobs may be, in ms
-- ARGV[14] how many bytes all of those may hold
-- ARGV[15] the backoff of jobs that have none of their own
-- ARGV[16] errors of a job to keep
-- ARGV[17] the highest level
-- ARGV[18] of how many claimed jobs one may come from a lower level
-- ARGV[19] how many places of cancelled jobs to pass over
-- ARGV[20] how many jobs to promote, reclaim and prune
-- ARGV[21] how many jobs are completed
-- ARGV[22..] for each of these: id, fence, result (or ''); then for each other one: outcome (f failed, x failed for good, b given
-- back), id, fence, message, stack, delay in ms before the next attempt (or -1)
-- Returns { { place (from 0) among the finished jobs of each whose lease was lost }, { id, fence, attempt, record, ... } of the
-- claimed jobs, ms until the next delayed job is due (or -1) or 0 if there may be more to claim, paused (1 or 0) }
-- Costs O(log n) per job. It promotes and reclaims ARGV[20] jobs, and prunes as many or twice what is handed in.
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/fail
-- @include job/prune
-- @include job/hand-in
-- @include job/due
-- @include job/claim
local want, worker, lease_ms, bound, completions = tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[20]), tonumber(ARGV[21])
math.randomseed(tonumber(ARGV[7]))

local lost = hand_in(22, completions, tonumber(ARGV[8]))
local place = completions
for at = 22 + 3 * completions, #ARGV, 6 do
  local outcome, id, fence, message, stack, wait = unpack(ARGV, at, at + 5)
  local record = redis.call('HGET', states, id)
  if not is_held(record, fence) then
    lost[#lost + 1] = place
  elseif outcome == 'b' then
    give_back(id, record)
  else
    wait = tonumber(wait)
    end_attempt(id, record, message, stack, outcome == 'f', wait >= 0 and wait or nil)
  end
  place = place + 1
end

local next_at = promote(bound)
reclaim(bound)

local paused, turn, bytes = unpack(redis.call('HMGET', meta, 'paused', 'turn', 'bytes'))
-- Ages are judged about once per `bound` jobs that are claimed.
local ages = math.floor((turn or 0) / bound) ~= math.floor(((turn or 0) + want) / bound)
if ages or place > 0 then
  for kind, set in ipairs({ 'done', 'dead', 'cancelled' }) do
    local too_much = (bytes or 0) - tonumber(ARGV[14])
    bytes = prune(set, tonumber(ARGV[7 + kind]), ages and tonumber(ARGV[10 + kind]), too_much, math.max(bound, 2 * place)) or bytes
  end
end

local claims, stopped_early = {}, false
if want > 0 and paused ~= '1' then claims, stopped_early = claim(want, worker, lease_ms) end
if stopped_early then next_at = now end
flush()
return { lost, claims, next_at and math.max(0, next_at - now) or -1, paused == '1' and 1 or 0 }

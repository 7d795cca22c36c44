#!lua flags=allow-oom
-- A worker's whole conversation with the queue: it hands in what it has finished and takes what is next, in one round trip.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, jobs wanted, worker id, lease in ms, random seed, how many completed, dead and cancelled
--   jobs to keep, how old each of them may be in ms, how many bytes all of them may hold, how many jobs are completed, for
--   each of these: id, fence, result (or '' for none), then for each other one: outcome (f failed, x failed for good, b given
--   back), id, fence, message, stack, delay in ms before the next attempt (or -1)
-- Returns { { place among the finished jobs of each whose lease was lost, from 0 }, { id, fence, attempt, record, ... } of the jobs
--   taken, ms until it is worth coming back, as for the next delayed job (or -1), whether the queue is paused (1 or 0) }
-- It runs while Redis is out of memory as well, since it is what makes room again.
-- Costs O(log n) a job; it promotes and reclaims at most 100 jobs a call, passes over some 500 cancelled ones and prunes twice
-- what it is handed, or 100.
-- @include base/now
-- @include job/queue
-- @include job/record
-- @include job/finish
-- @include job/fail
-- @include job/prune
-- @include job/hand-in
-- @include job/due
-- @include job/claim
local bound = 100
local want, worker, lease_ms, completions = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[14])
math.randomseed(tonumber(ARGV[6]))

local lost = hand_in(15, completions, tonumber(ARGV[7]))
local place = completions
for at = 15 + 3 * completions, #ARGV, 6 do
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
-- Ages are looked at about once in a hundred jobs wanted.
local ages = math.floor((turn or 0) / 100) ~= math.floor(((turn or 0) + want) / 100)
if ages or place > 0 then
  for kind, set in ipairs({ 'done', 'dead', 'cancelled' }) do
    local too_much = (bytes or 0) - tonumber(ARGV[13])
    bytes = prune(set, tonumber(ARGV[6 + kind]), ages and tonumber(ARGV[9 + kind]), too_much, math.max(bound, 2 * place)) or bytes
  end
end

local taken, gave_up = {}, false
if want > 0 and paused ~= '1' then taken, gave_up = claim(want, worker, lease_ms) end
if gave_up then next_at = now end
flush()
return { lost, taken, next_at and math.max(0, next_at - now) or -1, paused == '1' and 1 or 0 }

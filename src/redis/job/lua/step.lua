#!lua flags=allow-oom
-- Hands in the jobs that a worker has finished and claims its next ones, in one round trip.
-- It also runs while Redis is out of memory, since it is what frees memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep, and the domain events to tell, as job/changes takes them
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] how many jobs to claim
-- ARGV[5] worker id
-- ARGV[6] lease in ms
-- ARGV[7] a random number
-- ARGV[8] completed jobs to keep
-- ARGV[9] dead jobs to keep
-- ARGV[10] cancelled jobs to keep
-- ARGV[11] how old completed jobs may be, in ms
-- ARGV[12] how old dead jobs may be, in ms
-- ARGV[13] how old cancelled jobs may be, in ms
-- ARGV[14] how many bytes all of those and the quarantined ones may hold
-- ARGV[15] the backoff of jobs that have none of their own
-- ARGV[16] errors of a job to keep
-- ARGV[17] the highest level
-- ARGV[18] of how many claimed jobs one may come from a lower level
-- ARGV[19] how many places of jobs that are not claimed to pass over
-- ARGV[20] how many jobs to promote, reclaim and prune
-- ARGV[21] how many bytes of jobs to claim
-- ARGV[22] of how many names the jobs that were set aside are looked at
-- ARGV[23] quarantined jobs to keep
-- ARGV[24] how old quarantined jobs may be, in ms
-- ARGV[25] how many names of jobs the worker knows; 0 for all
-- ARGV[26] how many jobs are completed
-- ARGV[27..] the names, as JSON has them without the quotes; for each completed job: id, fence, result (or ''); then for each other one:
-- outcome (f failed, x failed for good, b given back, u cannot be read), id, fence, JSON of the error without its braces, delay in ms before
-- the next attempt (or '')
-- Returns { { place (from 0) among the finished jobs of each whose lease was lost }, { id, fence, attempt, record, ... } of the
-- claimed jobs, ms until the next delayed job is due (or -1) or 0 if there may be more to claim, paused (1 or 0), how
-- many parts the queue has }
-- Costs O(log n) per job. It promotes and reclaims ARGV[20] jobs, and prunes as many or twice what is handed in.
-- @include base/surely
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/quarantine
-- @include job/fail
-- @include job/prune
-- @include job/hand-in
-- @include job/due
-- @include job/claim
local want, lease_ms, bound, completions = whole(ARGV[4]), whole(ARGV[6]), whole(ARGV[20]), whole(ARGV[26])
local worker = assert(string.match(ARGV[5], '^%S*$'), 'a worker has no spaces in its id')
local keep, ages, bytes_kept = {}, {}, whole(ARGV[14])
for kind = 1, 3 do keep[kind], ages[kind] = whole(ARGV[7 + kind]), whole(ARGV[10 + kind]) end
keep[4], ages[4] = whole(ARGV[23]), whole(ARGV[24])
math.randomseed(nonce % 2 ^ 31)

local others, place = {}, completions
for at = 27 + names_known + 3 * completions, #ARGV, 5 do
  local outcome, id, fence, rest, wait = unpack(ARGV, at, at + 4)
  others[#others + 1] = { outcome, id, fence, rest, assert(wait, 'an outcome is not complete') ~= '' and whole(wait) or nil }
end
assert(ARGV[26 + names_known + 3 * completions], 'a name is missing, or a completed job is not complete')
local paused, turn, bytes, has_aside, seq, kept_before, parts =
  unpack(redis.call('HMGET', meta, 'paused', 'turn', 'bytes', 'aside', 'seq', 'keep-cancelled', 'parts'))
local keep_cancelled = string.format('%d %d', keep[3], ages[3])
turn, bytes = tonumber(turn) or 0, tonumber(bytes) or 0

-- Cancelling prunes, too.
if seq and kept_before ~= keep_cancelled then surely('HSET', meta, 'keep-cancelled', keep_cancelled) end
local lost = hand_in(27 + names_known, completions, keep[1])
for _, each in ipairs(others) do
  local outcome, id, fence, rest, wait = unpack(each, 1, 5)
  local record = surely('HGET', states, id)
  if not is_held(record, fence) then
    lost[#lost + 1] = place
  elseif outcome == 'b' then
    give_back(id, record)
  elseif outcome == 'u' then
    surely('ZREM', base .. 'lease', id)
    quarantine({ id }, 'its worker cannot read it')
  else
    end_attempt(id, record, rest, outcome == 'f', wait)
  end
  place = place + 1
end

local next_at = promote(bound)
reclaim(bound)

-- Ages are judged about once per `bound` jobs that are claimed.
local judge_ages = math.floor(turn / bound) ~= math.floor((turn + want) / bound)
if judge_ages or place > 0 then
  for kind, set in ipairs({ 'done', 'dead', 'cancelled', 'bad' }) do
    bytes = prune(set, keep[kind], judge_ages and ages[kind], bytes - bytes_kept, math.max(bound, 2 * place)) or bytes
  end
end

-- A queue that never had a job, or that was deleted, is left as it is.
local claims, stopped_early = {}, false
if want > 0 and seq and paused ~= '1' then claims, stopped_early = claim(want, worker, lease_ms, (tonumber(has_aside) or 0) > 0) end
if stopped_early then next_at = now end
flush()
return { lost, claims, next_at and math.max(0, next_at - now) or -1, paused == '1' and 1 or 0, tonumber(parts) or 1 }

-- A worker's whole conversation with the queue: it hands in what it has finished and takes what is next, in one round trip.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, jobs wanted, worker id, lease in ms, random seed, how many completed, dead and cancelled
--   jobs to keep, how old each of them may be in ms, how many bytes all of them may hold, then for each finished job:
--   outcome (c completed, f failed, x failed for good, b given back), id, fence, result or message, stack, delay in ms
--   before the next attempt (or -1)
-- Returns { { 1 done | 0 lease lost, ... }, { id, fence, name, payload, priority, attempt, max attempts, timeout, created,
--   idempotency key, ... }, ms until the next delayed job (or -1) }
-- Costs O(log n) a job; it promotes, reclaims and prunes at most 100 jobs each a call.
-- @include now
-- @include job-queue
local bound = 100
local want, worker, lease_ms = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
math.randomseed(tonumber(ARGV[6]))

local done = {}
for at = 14, #ARGV, 6 do
  local outcome, id, fence = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local key = job_key(id)
  local state, held = unpack(redis.call('HMGET', key, 's', 'z'))
  if state ~= 'a' or held ~= fence then
    done[#done + 1] = 0
  else
    done[#done + 1] = 1
    if outcome == 'c' then
      redis.call('HSET', key, 'v', ARGV[at + 3], 'g', 1)
      redis.call('ZREM', base .. 'lease', id)
      count('c')
      finish(id, key, 'c', 'done')
    elseif outcome == 'b' then
      redis.call('HINCRBY', key, 'a', -1)
      redis.call('HSET', key, 's', 'w')
      redis.call('HDEL', key, 'w')
      redis.call('ZREM', base .. 'lease', id)
      redis.call('RPUSH', base .. 'p:' .. redis.call('HGET', key, 'p'), id)
      note(id, 'w')
    else
      local delay = tonumber(ARGV[at + 5])
      end_attempt(id, key, ARGV[at + 3], ARGV[at + 4], outcome == 'f', delay >= 0 and delay or nil)
    end
  end
end

-- What is due becomes ready.
for _, id in ipairs(redis.call('ZRANGE', base .. 'delayed', '-inf', now, 'BYSCORE', 'LIMIT', 0, bound)) do
  redis.call('ZREM', base .. 'delayed', id)
  redis.call('HSET', job_key(id), 's', 'w')
  make_ready(id, redis.call('HGET', job_key(id), 'p'))
  note(id, 'w')
end

-- What a lost worker held is taken back; it counts as an attempt, so that a job which kills its worker ends dead.
for _, id in ipairs(redis.call('ZRANGE', base .. 'lease', '-inf', now, 'BYSCORE', 'LIMIT', 0, bound)) do
  local key = job_key(id)
  local holder = redis.call('HGET', key, 'w') or '?'
  end_attempt(id, key, 'The lease ran out: worker ' .. holder .. ' neither finished nor renewed it', '', true)
end

-- Finished jobs that are too many, too old or too large together go, oldest first; a little with each step.
local bytes = tonumber(redis.call('HGET', meta, 'bytes')) or 0
for place, set in ipairs({ 'done', 'dead', 'cancelled' }) do
  local keep, age = tonumber(ARGV[6 + place]), tonumber(ARGV[9 + place])
  local spare = redis.call('ZCARD', base .. set) - keep
  local entries = redis.call('ZRANGE', base .. set, 0, spare > bound and bound or math.max(spare, 1) - 1, 'WITHSCORES')
  for at = 1, #entries, 2 do
    local over = (at + 1) / 2 <= spare or tonumber(entries[at + 1]) < now - age or bytes > tonumber(ARGV[13])
    if not over then break end
    bytes = delete(entries[at], job_key(entries[at]), set)
  end
end

local taken = {}
local got = 0
local function take(level, most)
  local ids = redis.call('RPOP', base .. 'p:' .. level, most)
  if not ids then return end
  for _, id in ipairs(ids) do
    local key = job_key(id)
    local job = redis.call('HMGET', key, 's', 'n', 'd', 'p', 'm', 't', 'c', 'i')
    if job[1] == 'w' then
      local fence = redis.call('HINCRBY', key, 'z', 1)
      local attempt = redis.call('HINCRBY', key, 'a', 1)
      redis.call('HSET', key, 's', 'a', 'w', worker, 'st', now)
      redis.call('ZADD', base .. 'lease', now + lease_ms, id)
      note(id, 'a')
      for _, value in ipairs({ id, fence, job[2], job[3], job[4], attempt, job[5], job[6] or 0, job[7], job[8] or '' }) do
        taken[#taken + 1] = value
      end
      got = got + 1
    else
      -- Cancelled while it waited: its place in the list was left for this moment.
      redis.call('HINCRBY', meta, 'stale', -1)
    end
  end
end

if want > 0 and redis.call('HGET', meta, 'paused') ~= '1' then
  -- Every tenth job may come from a lower level first, so that none starves behind a busy level above it.
  local turn = redis.call('HINCRBY', meta, 'turn', want)
  local share = math.floor(turn / 10) - math.floor((turn - want) / 10)
  if share > 0 then
    local first = math.floor(turn / 10) % 10
    for step = 0, 9 do
      if got >= share then break end
      take((first + step) % 10, share - got)
    end
  end
  for level = 9, 0, -1 do
    if got >= want then break end
    take(level, want - got)
  end
end

local next_at = redis.call('ZRANGE', base .. 'delayed', 0, 0, 'WITHSCORES')[2]
flush()
return { done, taken, next_at and math.max(0, next_at - now) or -1 }

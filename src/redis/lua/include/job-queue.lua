-- What the scripts of a queue share. KEYS[1] of each is the queue's base, whose hash tag every key of the queue carries:
-- <base>p:<0..9> ready LISTs, <base>delayed, <base>lease, <base>done, <base>dead, <base>cancelled ZSETs, <base>meta HASH,
-- <base>events STREAM, <base>rate:<minute> HASH, <base>j:<id> one HASH a job, <base>j:<id>:log LIST, <base>idem:<key>.
-- Job fields are short because there may be millions: n name, d payload, p priority, s state (w waiting, y delayed,
-- a active, c completed, x dead, k cancelled), a attempt, m max attempts, b backoff "kind:delay:max:jitter", t timeout,
-- i idempotency key, c created, r run at, z fence, w worker, st started, f finished, g progress, gm its message, v result,
-- e errors, q cancel requested.
-- ARGV[1] of each is the queue's channel, ARGV[2] the number of events to keep.
local base = KEYS[1]
local meta = base .. 'meta'
local now = now_ms()
local changed = {}
local tally = {}

local function job_key(id) return base .. 'j:' .. id end

-- Remembers a transition; `flush` writes all of a call as one stream entry and one message.
local function note(id, state, progress)
  changed[#changed + 1] = id .. ' ' .. state .. ' ' .. (progress or 0)
end

-- Adds to a counter of the present minute: c completed, f failed attempts.
local function count(field) tally[field] = (tally[field] or 0) + 1 end

local function flush()
  for field, number in pairs(tally) do
    local key = base .. 'rate:' .. math.floor(now / 60000)
    redis.call('HINCRBY', key, field, number)
    redis.call('EXPIRE', key, 7200)
  end
  if #changed == 0 then return end
  local text = table.concat(changed, '\n')
  local last = redis.call('HINCRBY', meta, 'events', #changed)
  redis.call('XADD', base .. 'events', 'MAXLEN', '~', ARGV[2], '*', 'k', last - #changed + 1, 'e', text)
  redis.call('PUBLISH', ARGV[1], text)
end

local function make_ready(id, priority)
  redis.call('LPUSH', base .. 'p:' .. priority, id)
end

-- Puts a job into one of the sets of finished jobs. Their bytes are counted, so that they can be bounded.
local function finish(id, key, state, set)
  redis.call('HSET', key, 's', state, 'f', now)
  redis.call('ZADD', base .. set, now, id)
  redis.call('HINCRBY', meta, 'bytes', redis.call('HSTRLEN', key, 'd') + redis.call('HSTRLEN', key, 'v'))
  note(id, state, state == 'c' and 1 or 0)
end

-- Takes a job out of a set of finished jobs, to live again or to be deleted; returns the bytes that they hold now.
local function unfinish(id, key, set)
  redis.call('ZREM', base .. set, id)
  return redis.call('HINCRBY', meta, 'bytes', -(redis.call('HSTRLEN', key, 'd') + redis.call('HSTRLEN', key, 'v')))
end

local function delete(id, key, set)
  local bytes = unfinish(id, key, set)
  redis.call('UNLINK', key, key .. ':log')
  return bytes
end

-- Milliseconds to wait before the next attempt. Full jitter: anything between nothing and the computed delay
-- (Brooker, "Exponential Backoff and Jitter", 2015).
local function backoff_ms(spec, attempt)
  local kind, delay, max, jitter = string.match(spec or '', '^(%a):(%d+):(%d+):(%d)$')
  if not kind then kind, delay, max, jitter = 'e', 1000, 3600000, '1' end
  delay, max = tonumber(delay), tonumber(max)
  if kind == 'e' then delay = delay * 2 ^ math.min(attempt - 1, 30) end
  if delay > max then delay = max end
  if jitter == '1' then delay = math.random() * delay end
  return math.floor(delay)
end

-- Appends to the job's errors, of which the newest ten stay.
local function add_error(key, attempt, message, stack)
  local known = redis.call('HGET', key, 'e')
  local errors = known and cjson.decode(known) or {}
  errors[#errors + 1] = { attempt = attempt, message = message, stack = stack ~= '' and stack or nil, at = now }
  while #errors > 10 do table.remove(errors, 1) end
  redis.call('HSET', key, 'e', cjson.encode(errors))
end

-- Ends the present attempt of an active job without success: cancelled where that was asked for, dead where no attempts
-- are left, else delayed.
local function end_attempt(id, key, message, stack, retry, delay_ms)
  local attempt, max, backoff, cancel = unpack(redis.call('HMGET', key, 'a', 'm', 'b', 'q'))
  attempt, max = tonumber(attempt), tonumber(max)
  redis.call('ZREM', base .. 'lease', id)
  redis.call('HDEL', key, 'w', 'g', 'gm')
  if cancel == '1' then
    finish(id, key, 'k', 'cancelled')
    return
  end
  add_error(key, attempt, message, stack)
  count('f')
  if retry and attempt < max then
    local at = now + (delay_ms or backoff_ms(backoff, attempt))
    redis.call('HSET', key, 's', 'y', 'r', at)
    redis.call('ZADD', base .. 'delayed', at, id)
    note(id, 'y')
  else
    finish(id, key, 'x', 'dead')
  end
end

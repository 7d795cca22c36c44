-- What the scripts of a queue share. KEYS[1] of each is the queue's base, whose hash tag every key of the queue carries:
-- <base>p:<0..9> ready LISTs, <base>delayed, <base>lease, <base>done, <base>dead, <base>cancelled ZSETs, <base>meta HASH,
-- <base>events STREAM, <base>rate:<minute> HASH, <base>j:<id> one HASH a job, <base>j:<id>:log LIST, <base>idem:<key>.
-- Job fields are short because there may be millions: n name, d payload, p priority, s state (w waiting, y delayed,
-- a active, c completed, x dead, k cancelled), a attempt, m max attempts, b backoff "kind:delay:max:jitter", t timeout,
-- i idempotency key, c created, r run at, z fence, w worker, st started, f finished, g progress, gm its message, v result,
-- e errors, q cancel requested.
local base = KEYS[1]
local meta = base .. 'meta'
local now = now_ms()
local changed = {}

local function job_key(id) return base .. 'j:' .. id end

-- Remembers a transition; `flush_events` writes all of a call as one stream entry and one message.
local function note(id, state, progress)
  changed[#changed + 1] = id .. ' ' .. state .. ' ' .. (progress or 0)
end

local function flush_events(channel, max_events)
  if #changed == 0 then return end
  local text = table.concat(changed, '\n')
  redis.call('XADD', base .. 'events', 'MAXLEN', '~', max_events, '*', 'e', text)
  redis.call('PUBLISH', channel, text)
end

local function make_ready(id, priority)
  redis.call('LPUSH', base .. 'p:' .. priority, id)
end

local function count_minute(field)
  local key = base .. 'rate:' .. math.floor(now / 60000)
  redis.call('HINCRBY', key, field, 1)
  redis.call('EXPIRE', key, 7200)
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

-- Ends the present attempt of an active job without success: dead where it has no attempts left, else delayed.
local function end_attempt(id, key, message, stack, retry, delay_ms)
  local attempt, max, backoff = unpack(redis.call('HMGET', key, 'a', 'm', 'b'))
  attempt, max = tonumber(attempt), tonumber(max)
  add_error(key, attempt, message, stack)
  redis.call('ZREM', base .. 'lease', id)
  redis.call('HDEL', key, 'w', 'g', 'gm')
  count_minute('f')
  if retry and attempt < max then
    local at = now + (delay_ms or backoff_ms(backoff, attempt))
    redis.call('HSET', key, 's', 'y', 'r', at)
    redis.call('ZADD', base .. 'delayed', at, id)
    note(id, 'y')
  else
    redis.call('HSET', key, 's', 'x', 'f', now)
    redis.call('ZADD', base .. 'dead', now, id)
    redis.call('HINCRBY', meta, 'dead', 1)
    note(id, 'x')
  end
end

-- What follows an attempt that failed or that the worker gave back.
-- Takes ARGV[15] the backoff of jobs that have none of their own, ARGV[16] how many errors of a job are kept
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
-- @include job/finish

-- Milliseconds to wait before the next attempt. Full jitter: anything between nothing and the computed delay
-- (Brooker, "Exponential Backoff and Jitter", 2015).
local function backoff_ms(spec, attempt)
  if not spec or spec == '' then spec = ARGV[15] end
  local kind, first, max, jitter = string.match(spec, '^(%a):(%d+):(%d+):(%d)$')
  first, max = tonumber(first), tonumber(max)
  if kind == 'e' then first = first * 2 ^ math.min(attempt - 1, 30) end
  if first > max then first = max end
  if jitter == '1' then first = math.random() * first end
  return math.floor(first)
end

-- Appends to the job's errors and drops the oldest ones that are too many. Returns their bytes.
local function add_error(id, attempt, message, stack)
  local known = redis.call('HGET', errors_key, id)
  local errors, keep = known and cjson.decode(known) or {}, tonumber(ARGV[16])
  errors[#errors + 1] = { attempt = attempt, message = message, stack = stack ~= '' and stack or nil, at = now }
  while #errors > keep do table.remove(errors, 1) end
  local text = cjson.encode(errors)
  redis.call('HSET', errors_key, id, text)
  return #text
end

-- Ends the current attempt of an active job without success. The job is cancelled if its cancellation was requested, dead if it
-- has no attempts left, else delayed. `delay_ms` overrides its backoff.
local function end_attempt(id, record, message, stack, retry, delay_ms)
  redis.call('ZREM', base .. 'lease', id)
  redis.call('HDEL', progress_key, id)
  if string.sub(record, 1, 1) == 'q' then return finish('k', 'cancelled', { id }, { record }) end
  local begun, attempt, who = string.match(record, '^.(%d+ (%d+)) (%d+ %S+) ')
  attempt = tonumber(attempt)
  local bytes = redis.call('HSTRLEN', jobs, id) + add_error(id, attempt, message, stack)
  count('f', 1)
  local options = options_of(id)
  local again = retry and attempt < options[3]
  local at = again and now + (delay_ms or backoff_ms(options[5], attempt)) or 0
  record = 'y' .. begun .. ' ' .. who .. ' ' .. string.format('%d', at) .. ' ' .. bytes
  if not again then return finish('x', 'dead', { id }, { record }) end
  redis.call('HSET', states, id, record)
  delay({ at, id })
  note('y', { id })
end

-- Undoes a claim: the job goes back to where it was taken from, ahead of its level. It is cancelled if that was requested.
local function give_back(id, record)
  redis.call('ZREM', base .. 'lease', id)
  if string.sub(record, 1, 1) == 'q' then return finish('k', 'cancelled', { id }, { record }) end
  local fence, attempt, rest = string.match(record, '^.(%d+) (%d+) (.*)$')
  redis.call('HSET', states, id, 'w' .. fence .. ' ' .. string.format('%d', attempt - 1) .. ' ' .. rest)
  make_ready(options_of(id)[2], { id }, true)
  note('w', { id })
end

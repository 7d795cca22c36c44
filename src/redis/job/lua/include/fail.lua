-- What follows an attempt that did not come to its end or did not succeed.

-- Milliseconds to wait before the next attempt. Full jitter: anything between nothing and the computed delay
-- (Brooker, "Exponential Backoff and Jitter", 2015).
local function backoff_ms(spec, attempt)
  local kind, first, max, jitter = string.match(spec or '', '^(%a):(%d+):(%d+):(%d)$')
  if not kind then kind, first, max, jitter = 'e', 1000, 3600000, '1' end
  first, max = tonumber(first), tonumber(max)
  if kind == 'e' then first = first * 2 ^ math.min(attempt - 1, 30) end
  if first > max then first = max end
  if jitter == '1' then first = math.random() * first end
  return math.floor(first)
end

-- Appends to the job's errors, of which the newest ten stay; returns their bytes.
local function add_error(id, attempt, message, stack)
  local known = redis.call('HGET', errors_key, id)
  local errors = known and cjson.decode(known) or {}
  errors[#errors + 1] = { attempt = attempt, message = message, stack = stack ~= '' and stack or nil, at = now }
  while #errors > 10 do table.remove(errors, 1) end
  local text = cjson.encode(errors)
  redis.call('HSET', errors_key, id, text)
  return #text
end

-- Ends the present attempt of an active job without success: cancelled where that was asked for, dead where no attempts
-- are left, else delayed. `delay_ms` overrules its backoff.
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

-- Puts an active job back to where it was taken from, as if it had not been; one that is to be cancelled is.
local function give_back(id, record)
  redis.call('ZREM', base .. 'lease', id)
  if string.sub(record, 1, 1) == 'q' then return finish('k', 'cancelled', { id }, { record }) end
  local fence, attempt, rest = string.match(record, '^.(%d+) (%d+) (.*)$')
  redis.call('HSET', states, id, 'w' .. fence .. ' ' .. string.format('%d', attempt - 1) .. ' ' .. rest)
  redis.call('RPUSH', base .. 'p:' .. options_of(id)[2], id)
  rouse()
  note('w', { id })
end

-- Adds one job. `due` is when it may run, in ms; returns its id, and 1 if it is new or 0 where its idempotency key was known.
local function add_job(name, payload, priority, due, max_attempts, backoff, timeout, idempotency, idempotency_ms)
  local known = idempotency ~= '' and redis.call('GET', base .. 'idem:' .. idempotency)
  if known then return known, 0 end
  local id = string.format('%d', redis.call('HINCRBY', meta, 'seq', 1))
  local fields = { 'n', name, 'd', payload, 'p', priority, 's', due > now and 'y' or 'w', 'm', max_attempts, 'c', now }
  local function set(field, value)
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  if backoff ~= '' then set('b', backoff) end
  if timeout ~= '0' then set('t', timeout) end
  if due > now then set('r', due) end
  if idempotency ~= '' then
    set('i', idempotency)
    redis.call('SET', base .. 'idem:' .. idempotency, id, 'PX', idempotency_ms)
  end
  redis.call('HSET', job_key(id), unpack(fields))
  if due > now then
    redis.call('ZADD', base .. 'delayed', due, id)
  else
    make_ready(id, priority)
  end
  note(id, due > now and 'y' or 'w')
  return id, 1
end

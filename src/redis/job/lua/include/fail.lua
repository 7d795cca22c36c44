-- What follows an attempt that failed or that the worker gave back.
-- Takes ARGV[15] the backoff of jobs that have none of their own, ARGV[16] how many errors of a job are kept
-- @include base/surely
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
-- @include job/finish
-- @include job/quarantine
-- @include domain-event/tell-drawn
local errors_kept = whole(ARGV[16])
local default_backoff = assert(string.match(ARGV[15] or '', '^%a:%d+:%d+:%d$'), 'a backoff is missing')

-- Milliseconds to wait before the next attempt. Full jitter: anything between nothing and the computed delay
-- (Brooker, "Exponential Backoff and Jitter", 2015).
local function backoff_ms(spec, attempt)
  local kind, first, max, jitter = string.match(spec == '' and default_backoff or spec, '^(%a):(%d+):(%d+):(%d)$')
  first, max = tonumber(first) or 0, tonumber(max) or 0
  if kind == 'e' then first = first * 2 ^ math.min(attempt - 1, 30) end
  if first > max then first = max end
  if jitter == '1' then first = math.random() * first end
  return math.floor(first)
end

-- Appends to the job's errors, which are a JSON array with a line for each, and drops the oldest ones that are too many. `rest` is the
-- JSON of the error behind its attempt and time, without the braces. Returns the bytes of all.
local function add_error(id, attempt, rest)
  local entry = '{"attempt":' .. attempt .. ',"at":' .. now_text .. ',' .. rest .. '}'
  local known = string.match(surely('HGET', errors_key, id) or '', '^%[(.+)%]$')
  local text = known and known .. ',\n' .. entry or entry
  local _, breaks = string.gsub(text, '\n', '')
  for _ = errors_kept, breaks do text = string.match(text, '\n(.*)$') or entry end
  surely('HSET', errors_key, id, '[' .. text .. ']')
  return #text + 2
end

-- Tells that a job is dead. Names of queues need no escapes in JSON, and that of a job is stored as JSON has it.
local function tell_dead(id, definition)
  local part = string.match(base, '{q:([^}]+)}:$')
  if domain_events == '' or not part then return end
  local job = part .. ':' .. id
  local data = '{"jobId":"' .. job .. '","queue":"' .. string.gsub(part, '~.*$', '') .. '","name":"' .. (name_in(definition) or '') .. '"}'
  tell_drawn(base .. 'domain-events', domain_events, 'job.dead', job, data)
end

-- Ends the current attempt of an active job without success. The job is cancelled if its cancellation was requested, dead if it
-- has no attempts left, else delayed. `delay_ms` overrides its backoff.
local function end_attempt(id, record, rest, retry, delay_ms)
  local definition = surely('HGET', jobs, id)
  local letter, fence, attempt, started, worker = state_in(record)
  local level, attempts, backoff = options_in(definition)
  surely('ZREM', base .. 'lease', id)
  surely('HDEL', progress_key, id)
  if letter == 'q' then return finish('k', 'cancelled', { id }, { record }) end
  if not letter or not level then return quarantine({ id }, letter and 'its record cannot be read' or 'its state cannot be read') end
  local bytes = #(definition or '') + add_error(id, attempt, rest)
  count('f', 1)
  attempt = tonumber(attempt) or 1
  local again = retry and attempt < (attempts or 1)
  local at = again and now + (delay_ms or backoff_ms(backoff, attempt)) or 0
  local state = string.format('%s %d %s %s %d %d', fence, attempt, started, worker, at, bytes)
  if not again then
    finish('x', 'dead', { id }, { 'a' .. state })
    return tell_dead(id, definition)
  end
  surely('HSET', states, id, 'y' .. state)
  delay({ at, id })
  note('y', { id })
end

-- Undoes a claim: the job goes back to where it was taken from, ahead of its level. It is cancelled if that was requested.
local function give_back(id, record)
  local level = options_in(surely('HGET', jobs, id))
  local letter, fence, attempt, started, worker, run_at, bytes = state_in(record)
  surely('ZREM', base .. 'lease', id)
  if letter == 'q' then return finish('k', 'cancelled', { id }, { record }) end
  if not level then return quarantine({ id }, 'its record cannot be read') end
  local state = string.format('w%s %d %s %s %s %s', fence, math.max(attempt - 1, 0), started, worker, run_at, bytes)
  surely('HSET', states, id, state)
  make_ready(level, { id }, true)
  note('w', { id })
end

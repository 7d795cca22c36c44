-- What the clock brings: delayed jobs become ready, and jobs whose lease has expired are taken back. At most `bound` each.
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
-- @include job/fail

-- Returns the ms at which the next delayed job is due, or nil.
local function promote(bound)
  local first = redis.call('ZRANGE', base .. 'delayed', 0, 0, 'WITHSCORES')[2]
  if not first or tonumber(first) > now then return first end
  local ids = redis.call('ZRANGE', base .. 'delayed', '-inf', now_text, 'BYSCORE', 'LIMIT', 0, bound)
  redis.call('ZREM', base .. 'delayed', unpack(ids))
  local writes = {}
  for i, record in ipairs(redis.call('HMGET', states, unpack(ids))) do
    writes[2 * i - 1], writes[2 * i] = ids[i], 'w' .. string.sub(record, 2)
  end
  redis.call('HSET', states, unpack(writes))
  for _, id in ipairs(ids) do make_ready(options_of(id)[2], { id }) end
  note('w', ids)
  return redis.call('ZRANGE', base .. 'delayed', 0, 0, 'WITHSCORES')[2]
end

-- A lost lease counts as an attempt, so that a job which kills its worker ends dead.
local function reclaim(bound)
  local first = redis.call('ZRANGE', base .. 'lease', 0, 0, 'WITHSCORES')[2]
  if not first or tonumber(first) > now then return end
  local ids = redis.call('ZRANGE', base .. 'lease', '-inf', now_text, 'BYSCORE', 'LIMIT', 0, bound)
  for i, record in ipairs(redis.call('HMGET', states, unpack(ids))) do
    local holder = string.match(record, '^.%d+ %d+ %d+ (%S+)')
    end_attempt(ids[i], record, 'The lease ran out: worker ' .. holder .. ' neither finished nor renewed it', '', true)
  end
end

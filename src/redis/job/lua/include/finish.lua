-- How jobs end: kept among the finished ones for a while, then deleted.
-- @include job/queue
-- @include job/changes
-- @include job/record

local results_key, errors_key, progress_key = base .. 'results', base .. 'errors', base .. 'progress'
local logged_key = base .. 'logged'

-- Deletes jobs and all that belongs to them but their place in a set or list.
local function forget(ids)
  redis.call('HDEL', jobs, unpack(ids))
  redis.call('HDEL', states, unpack(ids))
  if redis.call('EXISTS', results_key, errors_key, progress_key, logged_key) == 0 then return end
  redis.call('HDEL', results_key, unpack(ids))
  redis.call('HDEL', errors_key, unpack(ids))
  redis.call('HDEL', progress_key, unpack(ids))
  if redis.call('SREM', logged_key, unpack(ids)) > 0 then
    for _, id in ipairs(ids) do redis.call('UNLINK', base .. 'log:' .. id) end
  end
end

-- Puts jobs into one of the sets of finished jobs. Their bytes are counted, so that they can be bounded. `records` are their
-- states, `results` what some of them returned.
local function finish(letter, set, ids, records, results)
  local writes, places, total = {}, {}, 0
  for i, id in ipairs(ids) do
    local rest, bytes = string.match(records[i] or '-' .. unstarted, '^.(.*) (%d+)$')
    if bytes == '0' then bytes = redis.call('HSTRLEN', jobs, id) end
    if results then bytes = bytes + #results[i] end
    total = total + bytes
    writes[2 * i - 1], writes[2 * i] = id, letter .. rest .. ' ' .. bytes .. ' ' .. now_text
    places[2 * i - 1], places[2 * i] = now_text, id
  end
  redis.call('HSET', states, unpack(writes))
  redis.call('ZADD', base .. set, unpack(places))
  redis.call('HINCRBY', meta, 'bytes', total)
  note(letter, ids)
end

-- Takes jobs out of a set of finished jobs, to live again or to be forgotten.
local function unfinish(set, ids)
  local total = 0
  for _, record in ipairs(redis.call('HMGET', states, unpack(ids))) do
    total = total + (record and string.match(record, ' (%d+) %d+$') or 0)
  end
  redis.call('ZREM', base .. set, unpack(ids))
  return redis.call('HINCRBY', meta, 'bytes', -total)
end

-- How jobs end: kept among the finished ones for a while, then deleted.
-- @include base/in-chunks
-- @include base/fields-of
-- @include base/surely
-- @include job/queue
-- @include job/changes

local results_key, errors_key, progress_key = base .. 'results', base .. 'errors', base .. 'progress'
local logged_key = base .. 'logged'

-- Deletes jobs and all that belongs to them but their place in a set or list.
local function forget(ids)
  in_chunks('HDEL', jobs, ids)
  in_chunks('HDEL', states, ids)
  if redis.call('EXISTS', results_key, errors_key, progress_key, logged_key) == 0 then return end
  in_chunks('HDEL', results_key, ids)
  in_chunks('HDEL', errors_key, ids)
  in_chunks('HDEL', progress_key, ids)
  if redis.call('EXISTS', logged_key) == 0 then return end
  for _, id in ipairs(ids) do
    if surely('SREM', logged_key, id) == 1 then surely('UNLINK', base .. 'log:' .. id) end
  end
end

-- The bytes at the end of a finished job's state.
local function bytes_in(record)
  local bytes = record and string.match(record, ' (%d+) %d+$')
  return math.min(tonumber(bytes or nil) or 0, 2 ^ 40)
end

-- Puts jobs into one of the sets of finished jobs. Their bytes are counted, so that they can be bounded. `records` are their
-- states, `results` what some of them returned.
local function finish(letter, set, ids, records, results)
  local writes, places, total = {}, {}, 0
  for i, id in ipairs(ids) do
    local rest, bytes = string.match(records[i] or '', '^.(%d+ %d+ %d+ %S+ %d+) (%d+)$')
    if not rest then rest, bytes = '0 0 0 - 0', '0' end
    bytes = bytes == '0' and surely('HSTRLEN', jobs, id) or math.min(tonumber(bytes), 2 ^ 40)
    if results then bytes = bytes + #results[i] end
    total = total + bytes
    writes[2 * i - 1], writes[2 * i] = id, letter .. rest .. ' ' .. string.format('%d', bytes) .. ' ' .. now_text
    places[2 * i - 1], places[2 * i] = now_text, id
  end
  in_chunks('HSET', states, writes)
  in_chunks('ZADD', base .. set, places)
  add_to('bytes', total)
  note(letter, ids)
end

-- Takes jobs out of a set of finished jobs, or out of the quarantine, to live again or to be forgotten. Returns the bytes that the
-- others hold.
local function unfinish(set, ids)
  if #ids == 0 then return end
  local total = 0
  for _, record in ipairs(fields_of(states, ids)) do total = total + bytes_in(record) end
  in_chunks('ZREM', base .. set, ids)
  if set == 'bad' then in_chunks('HDEL', base .. 'bad:why', ids) end
  return add_to('bytes', -total)
end

-- Makes finished jobs run again with all their attempts, or deletes them: one by its id, or dead ones in a bounded chunk.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, r run again or d delete, id (or '' for dead jobs), name they must have (or ''), at most so many,
--   how many of the oldest dead jobs to pass over
-- Returns { how many, how many looked at and left }, or for an id { 1 } done, { 0 } no such job, { -1 } not dead or cancelled
-- Costs O(log n) a job.
-- @include now
-- @include job-queue
local action, one, name, most, skip = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])

local function act(id, set)
  local key = job_key(id)
  if action == 'd' then return delete(id, key, set) end
  local priority, state = unpack(redis.call('HMGET', key, 'p', 's'))
  unfinish(id, key, set)
  redis.call('HSET', key, 's', 'w', 'a', 0)
  redis.call('HDEL', key, 'f', 'q', 'r')
  make_ready(id, priority)
  note(id, 'w')
end

local answer
if one ~= '' then
  local state = redis.call('HGET', job_key(one), 's')
  local set = state == 'x' and 'dead' or state == 'k' and 'cancelled'
  if set then act(one, set) end
  answer = { set and 1 or state and -1 or 0 }
else
  local done, left = 0, 0
  for _, id in ipairs(redis.call('ZRANGE', base .. 'dead', skip, skip + most - 1)) do
    if name == '' or redis.call('HGET', job_key(id), 'n') == name then
      act(id, 'dead')
      done = done + 1
    else
      left = left + 1
    end
  end
  answer = { done, left }
end
flush()
return answer

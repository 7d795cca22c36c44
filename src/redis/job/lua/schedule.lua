-- Cron schedules of a queue: sets or deletes one, or fires one whose time has come. Of all processes that see it due, one
-- fires it: the moment it was due for is compared and set.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, s set | d delete | f fire, key, then
--   for set: definition (JSON), next run in ms, how many schedules a queue may have
--   for fire: the moment it was due for, next run in ms (or ''), and the job as job/lua/include/add.lua says
-- Returns for set: 1, or 0 where there are too many; for delete: 1, or 0 where there was none; for fire: the job's id, or '' where another process did it
-- Costs O(log n).
-- @include base/now
-- @include job/queue
-- @include job/add
local schedules, due_set = base .. 'schedules', base .. 'schedules:due'
local action, key = ARGV[3], ARGV[4]
if action == 's' then
  if redis.call('HEXISTS', schedules, key) == 0 and redis.call('HLEN', schedules) >= tonumber(ARGV[7]) then return 0 end
  redis.call('HSET', schedules, key, ARGV[5])
  redis.call('ZADD', due_set, ARGV[6], key)
  return 1
elseif action == 'd' then
  redis.call('ZREM', due_set, key)
  redis.call('HDEL', base .. 'schedules:last', key)
  return redis.call('HDEL', schedules, key)
end
local due = redis.call('ZSCORE', due_set, key)
if not due or tonumber(due) ~= tonumber(ARGV[5]) or tonumber(due) > now then return '' end
if ARGV[6] == '' then redis.call('ZREM', due_set, key) else redis.call('ZADD', due_set, ARGV[6], key) end
redis.call('HSET', base .. 'schedules:last', key, due)
local id = add_jobs(7)[1]
flush()
return id

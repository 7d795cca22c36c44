-- Reads a queue's counts, ages and rates.
-- KEYS[1] the queue's base
-- ARGV[1] the highest level
-- ARGV[2] over how many minutes rates are taken, the running one included
-- Returns { waiting, delayed, active, completed, dead, cancelled (the last three: those still kept), paused (1 or 0), age of the
-- oldest waiting job in ms (or -1), completed jobs and failed attempts of those minutes, how long they are in ms }
-- Costs about 3 commands per level and one per minute, whatever the queue holds.
-- @include job/queue
local waiting, oldest = 0, nil
for level = 0, tonumber(ARGV[1]) do
  local list = ready .. level
  waiting = waiting + redis.call('LLEN', list)
  local id = redis.call('LINDEX', list, -1)
  local record = id and redis.call('HGET', jobs, id)
  local created = record and tonumber(string.match(record, '^%d+'))
  if created and (not oldest or created < oldest) then oldest = created end
end
local completed, failed = 0, 0
local minute, before = math.floor(now / 60000), tonumber(ARGV[2]) - 1
for ago = 0, before do
  local rates = redis.call('HMGET', base .. 'rate:' .. (minute - ago), 'c', 'f')
  completed = completed + (tonumber(rates[1]) or 0)
  failed = failed + (tonumber(rates[2]) or 0)
end
return {
  waiting - (tonumber(redis.call('HGET', meta, 'stale')) or 0),
  redis.call('ZCARD', base .. 'delayed'),
  redis.call('ZCOUNT', base .. 'lease', '-inf', '(+inf'),
  redis.call('ZCARD', base .. 'done'),
  redis.call('ZCARD', base .. 'dead'),
  redis.call('ZCARD', base .. 'cancelled'),
  redis.call('HGET', meta, 'paused') == '1' and 1 or 0,
  oldest and now - oldest or -1,
  completed,
  failed,
  now - (minute - before) * 60000,
}

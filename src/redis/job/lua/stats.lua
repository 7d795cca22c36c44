-- A queue at a glance.
-- KEYS[1] the queue's base
-- Returns waiting, delayed, active, completed, dead, cancelled (completed, dead, cancelled: those still kept), paused (1 or 0), age of the oldest waiting
--   job in ms (or -1), completed and failed attempts of the running minute and the four before it, how long those are in ms
-- Costs about 30 commands whatever the queue holds.
-- @include base/now
-- @include job/queue
local waiting, oldest = 0, nil
for level = 0, 9 do
  local list = base .. 'p:' .. level
  waiting = waiting + redis.call('LLEN', list)
  local id = redis.call('LINDEX', list, -1)
  local record = id and redis.call('HGET', jobs, id)
  local created = record and tonumber(string.match(record, '^%d+'))
  if created and (not oldest or created < oldest) then oldest = created end
end
local completed, failed = 0, 0
local minute = math.floor(now / 60000)
for ago = 0, 4 do
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
  now - (minute - 4) * 60000,
}

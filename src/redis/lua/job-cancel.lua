-- Cancels a job: one that waits is out at once, one that is active is marked and its worker told.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, id
-- Returns 1 cancelled, 2 asked for, 0 there is no such job, -1 it is finished already
-- Costs O(log n).
-- @include now
-- @include job-queue
local id = ARGV[3]
local key = job_key(id)
local state = redis.call('HGET', key, 's')
local answer = -1
if not state then
  answer = 0
elseif state == 'w' then
  -- Its place in the ready list stays until a worker comes upon it: taking it out would cost O(n).
  redis.call('HINCRBY', meta, 'stale', 1)
  finish(id, key, 'k', 'cancelled')
  answer = 1
elseif state == 'y' then
  redis.call('ZREM', base .. 'delayed', id)
  finish(id, key, 'k', 'cancelled')
  answer = 1
elseif state == 'a' then
  redis.call('HSET', key, 'q', 1)
  note(id, 'q')
  answer = 2
end
flush()
return answer

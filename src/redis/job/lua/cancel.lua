-- Cancels a job: one that waits is out at once, one that is active is marked and its worker told.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, id
-- Returns 1 cancelled, 2 asked for, 0 there is no such job, -1 it is finished already
-- Costs O(log n).
-- @include base/now
-- @include job/queue
-- @include job/record
-- @include job/finish
local id = ARGV[3]
local record = redis.call('HGET', states, id)
local letter = letter_of(id, record)
local answer = -1
if not letter then
  answer = 0
elseif letter == 'w' then
  -- Its place in the ready list stays until a worker comes upon it: taking it out would cost O(n).
  redis.call('HINCRBY', meta, 'stale', 1)
  finish('k', 'cancelled', { id }, { record })
  answer = 1
elseif letter == 'y' then
  redis.call('ZREM', base .. 'delayed', id)
  finish('k', 'cancelled', { id }, { record })
  answer = 1
elseif letter == 'a' or letter == 'q' then
  redis.call('HSET', states, id, 'q' .. string.sub(record, 2))
  note('q', { id })
  rouse('q ' .. id)
  answer = 2
end
flush()
return answer

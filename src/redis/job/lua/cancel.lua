-- Cancels a job: a waiting or delayed one at once. An active one is marked, and its worker is woken.
-- KEYS[1] the queue's base
-- ARGV[1] the channel of the queue's changes
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] id
-- Returns { 'OK' }, { 'NOT_FOUND' }, or { 'ILLEGAL_STATE' } if the job is finished.
-- Costs O(log n).
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/finish
local id = ARGV[4]
local record = redis.call('HGET', states, id)
local letter = letter_of(id, record)
if not letter then return { 'NOT_FOUND' } end
if letter == 'w' then
  -- Its place in the ready list stays until a worker comes upon it: taking it out would cost O(n).
  redis.call('HINCRBY', meta, 'stale', 1)
  finish('k', 'cancelled', { id }, { record })
elseif letter == 'y' then
  redis.call('ZREM', base .. 'delayed', id)
  finish('k', 'cancelled', { id }, { record })
elseif letter == 'a' or letter == 'q' then
  redis.call('HSET', states, id, 'q' .. string.sub(record, 2))
  note('q', { id })
  rouse('q ' .. id)
else
  return { 'ILLEGAL_STATE' }
end
flush()
return { 'OK' }

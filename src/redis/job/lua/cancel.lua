#!lua flags=allow-oom
-- Cancels a job: a waiting or delayed one at once. An active one is marked, and its worker is woken. It also runs while Redis is out of
-- memory.
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
-- @include job/cancel
local id = ARGV[4]
local record = redis.call('HGET', states, id)
local letter = letter_of(id, record)
if not letter then return { 'NOT_FOUND' } end
if not cancel(id, record, letter) then return { 'ILLEGAL_STATE' } end
flush()
return { 'OK' }

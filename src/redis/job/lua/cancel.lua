#!lua flags=allow-oom
-- Cancels a job: a waiting or delayed one at once. An active one is marked, and its worker is woken. It also runs while Redis is out of
-- memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] id
-- ARGV[5] cancelled jobs to keep if no worker has said how many
-- ARGV[6] how old they may be, in ms
-- ARGV[7] how many to prune, and places in the ready lists to take out
-- ARGV[8] how many cancelled jobs may leave their places in the lists until a worker comes upon them
-- Returns { 'OK' }, { 'NOT_FOUND' }, or { 'ILLEGAL_STATE' } if the job is finished.
-- Costs O(log n) and O(ARGV[7]), and O(n) for n waiting jobs if as many as ARGV[8] have left their places.
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/cancel
local id, keep, max_age, bound, most_stale = ARGV[4], whole(ARGV[5]), whole(ARGV[6]), whole(ARGV[7]), whole(ARGV[8])
local record = redis.call('HGET', states, id)
local letter = letter_of(id, record)
if not letter then return { 'NOT_FOUND' } end
if not cancel(id, record, letter, keep, max_age, bound, most_stale) then return { 'ILLEGAL_STATE' } end
flush()
return { 'OK' }

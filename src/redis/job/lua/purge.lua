#!lua flags=allow-oom
-- Deletes quarantined jobs, oldest first. It also runs while Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] how many at most, at least 1
-- Returns how many it deleted.
-- Costs O(log n) per job.
-- @include base/publish
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/finish
local ids = redis.call('ZRANGE', base .. 'bad', 0, math.max(1, whole(ARGV[4])) - 1)
unfinish('bad', ids)
if #ids > 0 then
  forget(ids)
  publish(changes_channel, 'deleted')
end
return #ids

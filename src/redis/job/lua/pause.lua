#!lua flags=allow-oom
-- Pauses or resumes a queue. It also runs while Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] 1 to pause it, 0 to resume it
-- Returns { 'OK' }.
-- Costs O(1).
-- @include base/publish
-- @include base/whole
-- @include job/queue
-- @include job/changes
local pause = whole(ARGV[4]) == 1
redis.call('HSET', meta, 'paused', pause and '1' or '0')
publish(changes_channel, pause and 'paused' or 'resumed')
if not pause then rouse() end
flush()
return { 'OK' }

#!lua flags=allow-oom
-- Invalidates entries and tags: entries are deleted, a tag loses its version and with it all that it holds up. Loads under
-- way are not stored.
-- It also runs while Redis is out of memory: it frees memory.
-- KEYS[1..] entries, then tags; a shard's other keys are derived from them as cache/entry tells
-- ARGV[1] how many of the keys are entries
-- ARGV[2] the channel
-- ARGV[3] what to publish there; '' for nothing
-- Returns a number for each key: how many entries or versions were there, 0 or 1.
-- Costs four commands an entry and two a tag, whatever is cached under it.
-- @include base/surely
-- @include base/whole
-- @include cache/entry
local answers = {}
local entries = whole(ARGV[1])
for index = 1, entries do
  local start, key = start_of(KEYS[index])
  count_off(start, head_of(KEYS[index]))
  redis.call('DEL', start .. 'l:' .. key)
  answers[index] = redis.call('UNLINK', KEYS[index])
end
for index = entries + 1, #KEYS do
  answers[index] = redis.call('DEL', KEYS[index])
  surely('INCR', start_of(KEYS[index]) .. 'moved')
end
if ARGV[3] ~= '' then
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return answers

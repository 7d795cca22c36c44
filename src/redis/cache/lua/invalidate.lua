-- Invalidates entries and tags: entries are deleted, a tag loses its version and with it all that it holds up. Loads under
-- way are not stored.
--
-- KEYS   entries, then tags: what follows the last colon but one is e or t
-- ARGV   1: how many of the keys are entries; 2: the channel; 3: what to publish there, '' for nothing
-- Returns a list with 1 for each entry or tag that was there and 0 for the others.
-- Costs four commands an entry and two a tag, whatever is cached under it.
-- @include cache/entry
local answers = {}
local entries = tonumber(ARGV[1])
for index = 1, entries do
  local start, key = start_of(KEYS[index])
  local old = redis.call('GETRANGE', KEYS[index], 0, 47)
  if old ~= '' then
    count_off(start, old)
  end
  redis.call('DEL', start .. 'l:' .. key)
  answers[index] = redis.call('UNLINK', KEYS[index])
end
for index = entries + 1, #KEYS do
  answers[index] = redis.call('DEL', KEYS[index])
  redis.call('INCR', string.match(KEYS[index], '^.-}:') .. 'moved')
end
if ARGV[3] ~= '' then
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return answers

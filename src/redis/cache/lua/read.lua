-- Reads entries. What its tags no longer hold up is deleted on the way.
-- KEYS[1..] entries; the versions of their tags and their shards' counts are derived from them as cache/entry tells
-- ARGV[1] after how many bytes of texts no more entries are read
-- Returns the time, then each entry's text; nil where there is none. The rest was not read where there are fewer than keys.
-- Costs a read for 32 entries, and one for a thousand different tags.
-- @include base/now
-- @include base/whole
-- @include cache/entry
local most_bytes = whole(ARGV[1])
local answers = { string.format('%d', now_ms()) }
local wanted = {}
local place = {}
-- Entries of a shard with the same tags and versions stand and fall together: what was found of one is true of all.
local groups = {}
local group_of = {}
-- How many are read at a time: a few at first, since they may all be long.
local count, bytes = 4, 0
local from = 1
while from <= #KEYS and bytes < most_bytes do
  local to = math.min(from + count - 1, #KEYS)
  local held = redis.call('MGET', unpack(KEYS, from, to))
  for index = from, to do
    local text = held[index - from + 1]
    answers[index + 1] = text
    bytes = bytes + (text and #text or 0)
    if text and has_tags(text) then
      local start = start_of(KEYS[index])
      local name = start .. tags_text(text)
      local group = groups[name]
      if not group then
        group = {}
        groups[name] = group
        for tag, version in tags_of(text) do
          local key = start .. 't:' .. tag
          if not place[key] then
            wanted[#wanted + 1] = key
            place[key] = #wanted
          end
          group[#group + 1] = place[key]
          group[#group + 1] = version
        end
      end
      group_of[index] = group
    end
  end
  from, count = to + 1, math.min(2 * count, 32)
end
if #wanted == 0 then
  return answers
end
local versions = {}
for from = 1, #wanted, 1000 do
  local to = math.min(from + 999, #wanted)
  local held = redis.call('MGET', unpack(wanted, from, to))
  for index = from, to do
    versions[index] = held[index - from + 1]
  end
end
for _, group in pairs(groups) do
  group.holds = true
  for at = 1, #group, 2 do
    group.holds = group.holds and versions[group[at]] == group[at + 1]
  end
end
for index, group in pairs(group_of) do
  if not group.holds then
    count_off((start_of(KEYS[index])), answers[index + 1])
    redis.call('UNLINK', KEYS[index])
    answers[index + 1] = false
  end
end
return answers

-- Reads entries. What its tags no longer hold up is deleted on the way.
--
-- KEYS   entries
-- Returns the time, then each entry's text; nil where there is none.
-- Costs a read for a thousand entries, and one for a thousand different tags.
-- @include now
-- @include cache-entry
local answers = { string.format('%d', now_ms()) }
local wanted = {}
local place = {}
for from = 1, #KEYS, 1000 do
  local to = math.min(from + 999, #KEYS)
  local held = redis.call('MGET', unpack(KEYS, from, to))
  for index = from, to do
    local text = held[index - from + 1]
    answers[index + 1] = text
    if text and string.byte(text, 49) ~= 10 then
      local start = start_of(KEYS[index])
      for tag in tags_of(text) do
        local key = start .. 't:' .. tag
        if not place[key] then
          wanted[#wanted + 1] = key
          place[key] = #wanted
        end
      end
    end
  end
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
for index = 1, #KEYS do
  local text = answers[index + 1]
  if text and string.byte(text, 49) ~= 10 then
    local start = start_of(KEYS[index])
    for tag, version in tags_of(text) do
      if versions[place[start .. 't:' .. tag]] ~= version then
        answers[index + 1] = false
        redis.call('UNLINK', KEYS[index])
        count_off(start, text)
        break
      end
    end
  end
end
return answers

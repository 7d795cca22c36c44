-- tally_of(key, kinds) reads how often each kind was counted, before the first write; tally(key, kinds, before) then counts each once
-- more. day_of(ms, ahead, last, kind) lists the kind in its day, or nothing after the last day.
-- @include base/surely

local function tally_of(key, kinds)
  if #kinds == 0 then return {} end
  return redis.call('HMGET', key, unpack(kinds, 1, math.min(#kinds, 4)))
end

local function tally(key, kinds, before)
  for index, kind in ipairs(kinds) do
    surely('HSET', key, kind, string.format('%.0f', (tonumber(before[index] or nil) or 0) + 1))
  end
end

local function day_of(ms, ahead, last, kind)
  local day = math.floor((ms + tonumber(ahead) * 1000) / 86400000)
  return day <= tonumber(last) and { string.format('%.0f:', day) .. kind } or {}
end

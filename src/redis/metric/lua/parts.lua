-- Whether the parts of some stretches of time add up to what was counted in the whole, in some shards of one slot. Parts live shorter
-- than the whole, so less means that some have lapsed.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1..] for each stretch: name of the hash of the whole, lowest field number, highest (-1 for fields without a number), how many
--   parts, then for each part the same three
-- Returns for each stretch: events of the whole, and of these how many its parts lack. Once nothing is left of the parts of a shard,
-- it looks no further.
-- Costs an HMGET and an EXISTS for each stretch and shard, and an HMGET per part; the caller bounds them.

local cursor = 1

local function take()
  cursor = cursor + 1
  return ARGV[cursor - 1]
end

local function takeBucket() return { name = take(), low = tonumber(take()), high = tonumber(take()) } end

-- How many events of a shard a bucket has.
local function eventsIn(base, bucket)
  local fields, sum = {}, 0
  for slot = bucket.low, bucket.high do fields[#fields + 1] = (slot < 0 and '' or slot) .. 'e' end
  for _, count in ipairs(redis.call('HMGET', base .. bucket.name, unpack(fields))) do sum = sum + (count or 0) end
  return sum
end

local function anyThere(base, parts)
  local keys = {}
  for place, part in ipairs(parts) do keys[place] = base .. part.name end
  return #keys > 0 and redis.call('EXISTS', unpack(keys)) > 0
end

local result = {}
while cursor <= #ARGV do
  local whole, parts, events, lacking = takeBucket(), {}, 0, 0
  for place = 1, tonumber(take()) do parts[place] = takeBucket() end
  for _, base in ipairs(KEYS) do
    local own = eventsIn(base, whole)
    events = events + own
    if own > 0 and #parts > 0 and not anyThere(base, parts) then
      lacking = lacking + own
      break
    end
    lacking = lacking + (#parts > 0 and own or 0)
    for _, part in ipairs(parts) do lacking = lacking - eventsIn(base, part) end
  end
  result[#result + 1] = events
  result[#result + 1] = lacking
end
return result

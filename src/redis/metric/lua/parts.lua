-- Whether the parts of some stretches of time add up to what was counted in the whole, in some shards of one slot. Parts live shorter
-- than the whole, so less means that some have lapsed.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1..] for each stretch: its day, counted since 1970, where the whole itself may have lapsed, else '', name of the hash of the whole,
--   lowest field number, highest (-1 for fields without a number), how many parts, then for each part the last three
-- Returns for each stretch: events of the whole, of these how many its parts lack, and how many shards do not know whether the day was
-- ever counted. Once nothing is left of a shard's whole or parts, it looks no further.
-- Costs an HMGET and an EXISTS for each stretch and shard, up to four commands for its day, and an HMGET per part; the caller bounds
-- them.
-- @include metric/listed

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

-- Events of a shard that its parts lack.
local function lackingOf(base, parts, events)
  if #parts == 0 then return 0 end
  if not anyThere(base, parts) then return events end
  local lacking = events
  for _, part in ipairs(parts) do lacking = lacking - eventsIn(base, part) end
  return lacking
end

local result = {}
while cursor <= #ARGV do
  local day, whole, parts = take(), takeBucket(), {}
  local events, lacking, unsure = 0, 0, 0
  for place = 1, tonumber(take()) do parts[place] = takeBucket() end
  for _, base in ipairs(KEYS) do
    local own = eventsIn(base, whole)
    local gone, unknown = lapsed(base, day, whole.name)
    events = events + own
    if unknown then unsure = unsure + 1 end
    lacking = lacking + (gone and math.max(own, 1) or lackingOf(base, parts, own))
    if lacking ~= 0 then break end
  end
  result[#result + 1] = events
  result[#result + 1] = lacking
  result[#result + 1] = unsure
end
return result

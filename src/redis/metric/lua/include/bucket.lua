-- Gives the buckets of a shard, each made when an event first touches it. They collect changes; metric/flush writes them.
-- @include metric/arrival
-- @include metric/time
-- @include metric/write

local function newShard(base)
  return { base = base, days = {}, hours = {}, quarters = {}, minutes = {}, active = {}, buyers = {}, owed = {}, counted = 0, bytes = 0 }
end

local function dayOf(shard, number)
  local day = shard.days[number]
  if not day then
    day = { number = number, counts = {}, top = {}, visitors = {}, buyers = {}, journals = {}, visitorsRead = {}, changed = {},
      entries = {}, profiles = {}, profilesRead = {}, profilesMade = {} }
    shard.days[number] = day
  end
  return day
end

local function hourOf(shard, number)
  local hour = shard.hours[number]
  if not hour then
    hour = { counts = {}, top = {} }
    shard.hours[number] = hour
  end
  return hour
end

local function quarterOf(shard, number)
  local quarter = shard.quarters[number]
  if not quarter then
    quarter = { slot = text(number % 4), hour = hourOf(shard, floor(number / 4)), day = dayOf(shard, floor(number / 96)),
      top = {}, minuteCounts = {}, visitors = {}, buyers = {}, goals = {}, reached = {} }
    shard.quarters[number] = quarter
  end
  return quarter
end

local function minuteOf(shard, at)
  local number = floor(at / MINUTE)
  local minute = shard.minutes[number]
  if not minute then
    minute = { slot = text(number % 15), kept = at >= minutesSince, quarter = quarterOf(shard, floor(number / 15)),
      counts = { e = 0, p = 0, s = 0, b = 0 }, visitors = {}, buyers = {}, pages = {} }
    shard.minutes[number] = minute
  end
  return minute
end

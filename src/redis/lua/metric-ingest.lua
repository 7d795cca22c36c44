-- Counts events of any sites and shards of one slot, each once, in whatever order they come.
-- A visitor's journal of a day is a sorted set of steps by time. What an event changes follows from the steps right before
-- and after it alone: whether it begins a session, joins two, ends a bounce. So the numbers depend on the set of
-- events and not on the order in which they arrived.
--
-- KEYS  every key that may be touched
-- ARGV  a name for each key ("<group>/<part>"), then the events, ten arguments each: group, time (ms), visitor,
--       id for 24 hours ('' for an import), journal entry, day of arrival, '1' where it is live, type letter,
--       revenue ("minor:CUR" or ''), dimensions (each a letter and a value, between \31)
-- Returns one number an event: 1 counted, 0 known already, -1 the visitor has too many on that day.
-- Costs 2 to 3 commands an event, and 2 or 3 a touched bucket for all events together.

-- @include now

local GAP = 1800000
local MINUTE, QUARTER, HOUR, DAY = 60000, 900000, 3600000, 86400000
local TTL = { m = 172800, h = 7776000, d = 34560000, um = 172800, uq = 7776000, ud = 34560000, bm = 172800, bq = 7776000,
  bd = 34560000, th = 7776000, td = 34560000, pm = 900, seen = 7776000, ids = 172800, active = 900, buyers = 900,
  rev = 34560000 }
local JOURNAL_TTL_MS = 31 * DAY
local STEPS_MAX, VALUES_MAX = 5000, 1000
local CHUNK = 1000

local key = {}
for index = 1, #KEYS do key[ARGV[index]] = KEYS[index] end

-- What is to be written at the end, a table a touched key: deltas of fields, members, scores.
local touched = {}
local function pending(name, part, kind)
  local entry = touched[name]
  if not entry then
    entry = { key = key[name], part = part, kind = kind, list = {} }
    touched[name] = entry
  end
  return entry.list
end

-- The buckets of a minute, looked up once for all events in it.
local minutes = {}
local function bucketsOf(group, at)
  local minute = math.floor(at / MINUTE)
  local id = group .. minute
  local buckets = minutes[id]
  if buckets then return buckets end
  local quarter, hour, day = math.floor(at / QUARTER), math.floor(at / HOUR), math.floor(at / DAY)
  local function fields(part, bucket) return pending(group .. part .. ':' .. bucket, part, 'count') end
  buckets = { group = group, minute = minute, quarter = quarter, hour = hour, day = day, slot = quarter % 4,
    hours = fields('h', hour), days = fields('d', day) }
  if key[group .. 'm:' .. quarter] then
    buckets.minutes = fields('m', quarter)
    buckets.minuteSlot = minute % 15
  end
  buckets.hourTop = pending(group .. 'th:' .. hour, 'th', 'top')
  buckets.dayTop = pending(group .. 'td:' .. day, 'td', 'top')
  minutes[id] = buckets
  return buckets
end

-- Adds to a metric in the minute (where minutes are kept), quarter-hour and day of a moment.
local function count(buckets, metric, delta)
  local field = buckets.slot .. metric
  buckets.hours[field] = (buckets.hours[field] or 0) + delta
  buckets.days[metric] = (buckets.days[metric] or 0) + delta
  if buckets.minutes then
    field = buckets.minuteSlot .. metric
    buckets.minutes[field] = (buckets.minutes[field] or 0) + delta
  end
end

local function rank(buckets, value, delta)
  local field = buckets.slot .. value
  buckets.hourTop[field] = (buckets.hourTop[field] or 0) + delta
  buckets.dayTop[value] = (buckets.dayTop[value] or 0) + delta
end

local function join(buckets, part, bucket, visitor)
  local list = buckets[part]
  if not list then
    list = pending(buckets.group .. part .. ':' .. bucket, part, part == 'seen' and 'SADD' or 'PFADD')
    buckets[part] = list
  end
  list[visitor] = true
end

-- The two steps before and the two after an entry where it is not the newest, or near midnight.
local function searchNeighbours(group, day, visitor, entry, journal)
  local before, after = {}, {}
  local place = redis.call('ZRANK', journal, entry)
  local first = math.max(place - 2, 0)
  local list = redis.call('ZRANGE', journal, first, place + 2, 'WITHSCORES')
  local self = (place - first) * 2 + 1
  local function take(into, from, index)
    into[#into + 1] = tonumber(from[index + 1])
    into[#into + 1] = from[index]
  end
  for index = self - 2, math.max(self - 4, 1), -2 do take(before, list, index) end
  for index = self + 2, math.min(self + 4, #list - 1), 2 do take(after, list, index) end
  local yesterday = #before < 4 and key[group .. 'j:' .. (day - 1) .. ':' .. visitor]
  if yesterday then
    local other = redis.call('ZRANGE', yesterday, -2, -1, 'WITHSCORES')
    for index = #other - 1, 1, -2 do if #before < 4 then take(before, other, index) end end
  end
  local tomorrow = #after < 4 and key[group .. 'j:' .. (day + 1) .. ':' .. visitor]
  if tomorrow then
    local other = redis.call('ZRANGE', tomorrow, 0, 1, 'WITHSCORES')
    for index = 1, #other - 1, 2 do if #after < 4 then take(after, other, index) end end
  end
  return before[1], before[2], before[3], after[1], after[2], after[3]
end

-- How many steps the journal has, then the neighbours of an entry: time and entry of the step before, time of the one before
-- that, and the same of the steps after.
local function neighbours(group, day, visitor, entry, journal)
  local list = redis.call('ZRANGE', journal, -3, -1, 'WITHSCORES')
  local last = #list
  local size = last < 6 and last / 2 or redis.call('ZCARD', journal)
  local suffix = ':' .. visitor
  local alone = not key[group .. 'j:' .. (day - 1) .. suffix] and not key[group .. 'j:' .. (day + 1) .. suffix]
  if alone and list[last - 1] == entry then
    return size, list[last - 2] and tonumber(list[last - 2]), list[last - 3],
      list[last - 4] and tonumber(list[last - 4])
  end
  return size, searchNeighbours(group, day, visitor, entry, journal)
end

local function near(earlier, later)
  return earlier ~= nil and later ~= nil and later - earlier <= GAP
end

-- Sessions, bounces and transitions: what was true of the neighbours without this step, against what is true with it.
local function place(buckets, at, entry, previous, previousEntry, previous2, next, nextEntry, next2)
  local group = buckets.group
  local joined, left, right = near(previous, next), near(previous, at), near(at, next)
  if not left then count(buckets, 's', 1) end
  if next and not joined and right then count(bucketsOf(group, next), 's', -1) end
  if not left and not right then count(buckets, 'b', 1) end
  if left and not joined and not near(previous2, previous) then count(bucketsOf(group, previous), 'b', -1) end
  if right and not joined and not near(next, next2) then count(bucketsOf(group, next), 'b', -1) end
  local label = entry:sub(10)
  if joined then rank(bucketsOf(group, next), 'T' .. previousEntry:sub(10) .. ' → ' .. nextEntry:sub(10), -1) end
  if left then rank(buckets, 'T' .. previousEntry:sub(10) .. ' → ' .. label, 1) end
  if right then rank(bucketsOf(group, next), 'T' .. label .. ' → ' .. nextEntry:sub(10), 1) end
end

local function latest(group, part, visitor, at)
  local scores = pending(group .. part, part, 'ZADD')
  if (scores[visitor] or 0) < at then scores[visitor] = at end
end

local journals = {}

local function ingest(group, atText, visitor, id, entry, live, kind, revenue, dimensions)
  local at = tonumber(atText)
  local day = math.floor(at / DAY)
  local journal = key[group .. 'j:' .. day .. ':' .. visitor]
  if redis.call('ZADD', journal, 'NX', atText, entry) == 0 then return 0 end
  local size, previous, previousEntry, previous2, next, nextEntry, next2 =
    neighbours(group, day, visitor, entry, journal)
  if size > STEPS_MAX then
    redis.call('ZREM', journal, entry)
    return -1
  end
  if size == 1 then journals[#journals + 1] = { journal, key[group .. 'd:' .. day], id == '' } end
  local buckets = bucketsOf(group, at)
  place(buckets, at, entry, previous, previousEntry, previous2, next, nextEntry, next2)
  count(buckets, 'e', 1)
  join(buckets, 'uq', buckets.quarter, visitor)
  join(buckets, 'ud', day, visitor)
  join(buckets, 'seen', day, visitor)
  if buckets.minutes then join(buckets, 'um', buckets.minute, visitor) end
  if kind == 'p' then count(buckets, 'p', 1) end
  if kind == 'c' then
    count(buckets, 'c', 1)
    join(buckets, 'bq', buckets.quarter, visitor)
    join(buckets, 'bd', day, visitor)
    if buckets.minutes then join(buckets, 'bm', buckets.minute, visitor) end
    local minor, currency = revenue:match('^(%d+):(%u+)$')
    if minor then count(buckets, 'r' .. currency, tonumber(minor)) end
  end
  for value in dimensions:gmatch('[^\31]+') do rank(buckets, value, 1) end
  if live then
    latest(group, 'active', visitor, at)
    if kind == 'c' then latest(group, 'buyers', visitor, at) end
    if kind == 'p' then
      local pages = pending(group .. 'pm:' .. buckets.minute, 'pm', 'top')
      local page = 'P' .. entry:sub(10)
      pages[page] = (pages[page] or 0) + 1
    end
  end
  local revision = pending(group .. 'rev', 'rev', 'count')
  revision.n = (revision.n or 0) + 1
  return 1
end

-- Lua would write a large number as 1.7e+12.
local function text(number) return string.format('%d', number) end

-- Calls a command with a long list of arguments, a thousand at a time.
local function inChunks(command, name, list)
  for first = 1, #list, CHUNK do redis.call(command, name, unpack(list, first, math.min(first + CHUNK - 1, #list))) end
end

-- The present values of a hash's fields, in their order; false where there is none.
local function readFields(name, fields)
  local values = {}
  for first = 1, #fields, CHUNK do
    local last = math.min(first + CHUNK - 1, #fields)
    for index, value in ipairs(redis.call('HMGET', name, unpack(fields, first, last))) do
      values[first + index - 1] = value
    end
  end
  return values
end

local function changedFields(deltas)
  local fields = {}
  for field, delta in pairs(deltas) do if delta ~= 0 then fields[#fields + 1] = field end end
  return fields
end

local function writeCounts(name, deltas)
  for _, field in ipairs(changedFields(deltas)) do redis.call('HINCRBY', name, field, text(deltas[field])) end
end

-- A value that would make a dimension too long is counted as "(other)".
local function writeTop(name, deltas)
  local fields = changedFields(deltas)
  local values = readFields(name, fields)
  local writes, gone, sizes, others = {}, {}, {}, {}
  local function grow(dimension, by)
    sizes[dimension] = (sizes[dimension] or tonumber(redis.call('HGET', name, '#' .. dimension) or 0)) + by
    return sizes[dimension]
  end
  for index, field in ipairs(fields) do
    local value, delta = values[index] and tonumber(values[index]), deltas[field]
    if value and value + delta > 0 then
      writes[#writes + 1] = field
      writes[#writes + 1] = text(value + delta)
    else
      local slot, dimension = field:match('^(%d?)(.)')
      if value then
        gone[#gone + 1] = field
        grow(dimension, -1)
      elseif delta > 0 and grow(dimension, 1) <= VALUES_MAX then
        writes[#writes + 1] = field
        writes[#writes + 1] = text(delta)
      else
        if delta > 0 then grow(dimension, -1) end
        local other = slot .. dimension .. '(other)'
        others[other] = (others[other] or 0) + delta
      end
    end
  end
  for dimension, size in pairs(sizes) do
    writes[#writes + 1] = '#' .. dimension
    writes[#writes + 1] = size
  end
  inChunks('HSET', name, writes)
  inChunks('HDEL', name, gone)
  for other, delta in pairs(others) do redis.call('HINCRBY', name, other, text(delta)) end
end

local stale = text(now_ms() - TTL.active * 1000)
local function writeScores(name, scores)
  local list = {}
  for visitor, at in pairs(scores) do
    list[#list + 1] = text(at)
    list[#list + 1] = visitor
  end
  for first = 1, #list, CHUNK do
    redis.call('ZADD', name, 'GT', unpack(list, first, math.min(first + CHUNK - 1, #list)))
  end
  redis.call('ZREMRANGEBYSCORE', name, '-inf', stale)
end

local function writeMembers(command, name, members)
  local list = {}
  for member in pairs(members) do list[#list + 1] = member end
  inChunks(command, name, list)
end

local lasting = { active = true, buyers = true, rev = true }
local function flush()
  for _, entry in pairs(touched) do
    local name, part, kind, list = entry.key, entry.part, entry.kind, entry.list
    -- Many buckets are looked up for a neighbour's sake and then not touched.
    if next(list) then
      if kind == 'count' then writeCounts(name, list)
      elseif kind == 'top' then writeTop(name, list)
      elseif kind == 'ZADD' then writeScores(name, list)
      else writeMembers(kind, name, list) end
      -- A bucket's lifetime counts from its first event, that of a running tally from its last.
      if lasting[part] then redis.call('EXPIRE', name, TTL[part]) else redis.call('EXPIRE', name, TTL[part], 'NX') end
    end
  end
  -- The journals of an import live as long as their day's numbers, so that the same lines never count twice in them.
  for _, entry in ipairs(journals) do
    if entry[3] then redis.call('PEXPIREAT', entry[1], text(redis.call('PEXPIRETIME', entry[2])))
    else redis.call('PEXPIRE', entry[1], JOURNAL_TTL_MS) end
  end
end

-- Which ids arrived today or yesterday, asked for a whole group at once. A visitor may send an id again with another time.
local WIDTH = 10
local asked, known = {}, {}
for index = #KEYS + 1, #ARGV, WIDTH do
  local group, id = ARGV[index], ARGV[index + 3]
  if id ~= '' then
    asked[group] = asked[group] or { day = tonumber(ARGV[index + 5]) }
    table.insert(asked[group], id)
  end
end
for group, ids in pairs(asked) do
  known[group] = {}
  for _, day in ipairs({ ids.day - 1, ids.day }) do
    for first = 1, #ids, CHUNK do
      local last = math.min(first + CHUNK - 1, #ids)
      for index, found in ipairs(redis.call('SMISMEMBER', key[group .. 'ids:' .. day], unpack(ids, first, last))) do
        if found == 1 then known[group][ids[first + index - 1]] = true end
      end
    end
  end
end

local results = {}
for index = #KEYS + 1, #ARGV, WIDTH do
  local group, id = ARGV[index], ARGV[index + 3]
  local result = 0
  if id == '' or not known[group][id] then
    if id ~= '' then
      known[group][id] = true
      pending(group .. 'ids:' .. asked[group].day, 'ids', 'SADD')[id] = true
    end
    result = ingest(group, ARGV[index + 1], ARGV[index + 2], id, ARGV[index + 4], ARGV[index + 6] == '1',
      ARGV[index + 7], ARGV[index + 8], ARGV[index + 9])
  end
  results[#results + 1] = result
end
flush()
return results

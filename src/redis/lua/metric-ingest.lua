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
-- Costs about 5 commands an event, and one a touched field and bucket for all events together.

-- @include now

local GAP = 1800000
local MINUTE, QUARTER, HOUR, DAY = 60000, 900000, 3600000, 86400000
local TTL = { m = 172800, h = 7776000, d = 34560000, um = 172800, uq = 7776000, ud = 34560000, bm = 172800, bq = 7776000,
  bd = 34560000, th = 7776000, td = 34560000, pm = 900, seen = 7776000, ids = 172800, active = 900, buyers = 900,
  rev = 34560000 }
local JOURNAL_TTL_MS = 31 * DAY
local STEPS_MAX, VALUES_MAX = 5000, 1000

local key = {}
for index = 1, #KEYS do key[ARGV[index]] = KEYS[index] end

local touched, counts, members, tops, journals = {}, {}, {}, {}, {}

local function touch(name, part)
  touched[name] = part
  return key[name]
end

local function add(map, name, field, delta)
  local fields = map[name]
  if not fields then
    fields = {}
    map[name] = fields
  end
  fields[field] = (fields[field] or 0) + delta
end

-- Adds to a metric in the minute (where minutes are kept), quarter-hour and day of a moment.
local function count(group, at, metric, delta)
  local quarter = math.floor(at / QUARTER)
  add(counts, group .. 'h:' .. math.floor(at / HOUR), (quarter % 4) .. metric, delta)
  add(counts, group .. 'd:' .. math.floor(at / DAY), metric, delta)
  local minutes = group .. 'm:' .. quarter
  if key[minutes] then add(counts, minutes, (math.floor(at / MINUTE) % 15) .. metric, delta) end
end

local function rank(group, at, value, delta)
  add(tops, group .. 'th:' .. math.floor(at / HOUR), (math.floor(at / QUARTER) % 4) .. value, delta)
  add(tops, group .. 'td:' .. math.floor(at / DAY), value, delta)
end

local function join(group, part, at, size, visitor)
  local name = group .. part .. ':' .. math.floor(at / size)
  local list = members[name]
  if not list then
    list = {}
    members[name] = list
  end
  list[#list + 1] = visitor
end

-- The two steps before and the two after an entry, nearest first, as { time, entry, time, entry }.
local function neighbours(group, at, visitor, entry, journal)
  local before, after = {}, {}
  local list = redis.call('ZRANGE', journal, -3, -1, 'WITHSCORES')
  local self = #list - 1
  if list[self] ~= entry then
    local place = redis.call('ZRANK', journal, entry)
    local first = math.max(place - 2, 0)
    list = redis.call('ZRANGE', journal, first, place + 2, 'WITHSCORES')
    self = (place - first) * 2 + 1
  end
  local function take(into, from, index)
    into[#into + 1] = tonumber(from[index + 1])
    into[#into + 1] = from[index]
  end
  for index = self - 2, math.max(self - 4, 1), -2 do take(before, list, index) end
  for index = self + 2, math.min(self + 4, #list - 1), 2 do take(after, list, index) end
  local day = math.floor(at / DAY)
  local yesterday = key[group .. 'j:' .. (day - 1) .. ':' .. visitor]
  if #before < 4 and yesterday then
    local other = redis.call('ZRANGE', yesterday, -2, -1, 'WITHSCORES')
    for index = #other - 1, 1, -2 do if #before < 4 then take(before, other, index) end end
  end
  local tomorrow = key[group .. 'j:' .. (day + 1) .. ':' .. visitor]
  if #after < 4 and tomorrow then
    local other = redis.call('ZRANGE', tomorrow, 0, 1, 'WITHSCORES')
    for index = 1, #other - 1, 2 do if #after < 4 then take(after, other, index) end end
  end
  return before, after
end

local function near(earlier, later)
  return earlier ~= nil and later ~= nil and later - earlier <= GAP
end

-- Sessions, bounces and transitions: what was true of the neighbours without this step, against what is true with it.
local function place(group, at, visitor, entry, journal)
  local before, after = neighbours(group, at, visitor, entry, journal)
  local previous, previous2, next, next2 = before[1], before[3], after[1], after[3]
  local joined, left, right = near(previous, next), near(previous, at), near(at, next)
  if not left then count(group, at, 's', 1) end
  if next and not joined and right then count(group, next, 's', -1) end
  if not left and not right then count(group, at, 'b', 1) end
  if left and not joined and not near(previous2, previous) then count(group, previous, 'b', -1) end
  if right and not joined and not near(next, next2) then count(group, next, 'b', -1) end
  local label = entry:sub(10)
  if joined then rank(group, next, 'T' .. before[2]:sub(10) .. ' → ' .. after[2]:sub(10), -1) end
  if left then rank(group, at, 'T' .. before[2]:sub(10) .. ' → ' .. label, 1) end
  if right then rank(group, next, 'T' .. label .. ' → ' .. after[2]:sub(10), 1) end
end

-- True where the visitor has sent this id within a day, or the very same step at any time that the journal reaches back.
local function known(group, id, arrivalDay)
  if id == '' then return false end
  if redis.call('SISMEMBER', key[group .. 'ids:' .. (arrivalDay - 1)], id) == 1 then return true end
  return redis.call('SADD', touch(group .. 'ids:' .. arrivalDay, 'ids'), id) == 0
end

local function ingest(group, at, visitor, id, entry, arrivalDay, live, kind, revenue, dimensions)
  if known(group, id, arrivalDay) then return 0 end
  local day = math.floor(at / DAY)
  local journal = key[group .. 'j:' .. day .. ':' .. visitor]
  if redis.call('ZADD', journal, 'NX', at, entry) == 0 then return 0 end
  local size = redis.call('ZCARD', journal)
  if size > STEPS_MAX then
    redis.call('ZREM', journal, entry)
    return -1
  end
  if size == 1 then journals[#journals + 1] = { journal, group .. 'd:' .. day, id == '' } end
  place(group, at, visitor, entry, journal)
  count(group, at, 'e', 1)
  join(group, 'uq', at, QUARTER, visitor)
  join(group, 'ud', at, DAY, visitor)
  join(group, 'seen', at, DAY, visitor)
  local minutes = key[group .. 'um:' .. math.floor(at / MINUTE)] ~= nil
  if minutes then join(group, 'um', at, MINUTE, visitor) end
  if kind == 'p' then count(group, at, 'p', 1) end
  if kind == 'c' then
    count(group, at, 'c', 1)
    join(group, 'bq', at, QUARTER, visitor)
    join(group, 'bd', at, DAY, visitor)
    if minutes then join(group, 'bm', at, MINUTE, visitor) end
    local minor, currency = revenue:match('^(%d+):(%u+)$')
    if minor then count(group, at, 'r' .. currency, tonumber(minor)) end
  end
  for value in dimensions:gmatch('[^\31]+') do rank(group, at, value, 1) end
  if live then
    redis.call('ZADD', touch(group .. 'active', 'active'), 'GT', at, visitor)
    if kind == 'c' then redis.call('ZADD', touch(group .. 'buyers', 'buyers'), 'GT', at, visitor) end
    if kind == 'p' then add(tops, group .. 'pm:' .. math.floor(at / MINUTE), 'P' .. entry:sub(10), 1) end
  end
  add(counts, group .. 'rev', 'n', 1)
  return 1
end

-- Writes what was added up: a value that would make a dimension too long is counted as "(other)".
local function flushTop(name, field, delta)
  local slot, dimension = field:match('^(%d?)(.)')
  local value = redis.call('HINCRBY', key[name], field, delta)
  local size = '#' .. dimension
  if delta > 0 and value == delta and redis.call('HINCRBY', key[name], size, 1) > VALUES_MAX then
    redis.call('HDEL', key[name], field)
    redis.call('HINCRBY', key[name], size, -1)
    redis.call('HINCRBY', key[name], slot .. dimension .. '(other)', delta)
  elseif delta < 0 and value <= 0 then
    redis.call('HDEL', key[name], field)
    if value == delta then redis.call('HINCRBY', key[name], slot .. dimension .. '(other)', delta)
    else redis.call('HINCRBY', key[name], size, -1) end
  end
end

local function partOf(name) return name:match('^[^/]*/(%l+)') end

local function flush()
  for name, fields in pairs(counts) do
    touch(name, partOf(name))
    for field, delta in pairs(fields) do
      if delta ~= 0 then redis.call('HINCRBY', key[name], field, string.format('%.0f', delta)) end
    end
  end
  for name, fields in pairs(tops) do
    touch(name, partOf(name))
    for field, delta in pairs(fields) do if delta ~= 0 then flushTop(name, field, delta) end end
  end
  for name, list in pairs(members) do
    local part = partOf(name)
    redis.call(part == 'seen' and 'SADD' or 'PFADD', touch(name, part), unpack(list))
  end
  local stale = string.format('%.0f', now_ms() - TTL.active * 1000)
  for name, part in pairs(touched) do
    if part == 'active' or part == 'buyers' then
      redis.call('ZREMRANGEBYSCORE', key[name], '-inf', stale)
      redis.call('EXPIRE', key[name], TTL[part])
    elseif part == 'rev' then redis.call('EXPIRE', key[name], TTL[part])
    else redis.call('EXPIRE', key[name], TTL[part], 'NX') end
  end
  -- The journals of an import live as long as their day's numbers, so that the same lines never count twice in them.
  for _, entry in ipairs(journals) do
    if entry[3] then redis.call('PEXPIREAT', entry[1], redis.call('PEXPIRETIME', key[entry[2]]))
    else redis.call('PEXPIRE', entry[1], JOURNAL_TTL_MS) end
  end
end

local results = {}
for index = #KEYS + 1, #ARGV, 10 do
  results[#results + 1] = ingest(ARGV[index], tonumber(ARGV[index + 1]), ARGV[index + 2], ARGV[index + 3],
    ARGV[index + 4], tonumber(ARGV[index + 5]), ARGV[index + 6] == '1', ARGV[index + 7], ARGV[index + 8],
    ARGV[index + 9])
end
flush()
return results

-- Counts events of any sites and shards of one slot, each once, in whatever order they come.
-- What an event changes follows from the steps right before and after it in the visitor's journal alone: whether it begins a
-- session, joins two, ends a bounce. So the numbers depend on the set of events and not on the order in which they arrived.
--
-- KEYS  the bases of the sites' shards
-- ARGV  for each base its events, as one JSON list: time (ms), visitor, letter of the type (p page view, c purchase, e other;
--       a capital for a goal), step (as in the journal, without "\n"), how many details, the details. Those of a purchase
--       are its revenue ("minor:CUR"), those of others the values of dimensions that are not in the step, each after its
--       letter.
--       Then '1' for imports: of any time, known by their day's journal alone, and no news to who watches
-- Returns a word an event, with commas between: y counted, n known already, x the visitor has too many on that day, l not looked
-- at (later); of a goal that is known already and still owed to experiments the time at which it happened by its first arrival.
-- Costs a field or two read and written an event in its journal and in each list of values, and a command or two a touched
-- bucket for all events together.

-- @include base/now
-- @include metric/journal
-- @include metric/write

local GAP, REACH = 1800000, 3600000
local MINUTE, QUARTER, HOUR = 60000, 900000, 3600000
local TWO_DAYS, MONTH, QUARTER_YEAR, YEAR = 172800, 2678400, 7776000, 34560000
local LIVE_TTL = 900
local ENTRIES_MAX, ENTRY_MIN = 5000, 10
-- An event of a visitor with thousands of steps costs a hundred times as much as another. So work is counted, in steps that are
-- looked at and stretches of text that are searched, and a script ends after some ten milliseconds of it.
local STRETCH, WORK_MAX = 100, 15000

local call, floor = redis.call, math.floor
local now = now_ms()
local today = floor(now / DAY)
local imported = ARGV[#KEYS + 1] == '1'
local minutesSince = floor((now - 2 * DAY + HOUR) / QUARTER) * QUARTER
local liveSince = imported and math.huge or now - 600000
local work = 0

-- The buckets of a base, made when they are first touched; `flush` writes them.

local function dayOf(group, number)
  local day = group.days[number]
  if not day then
    day = { number = number, counts = {}, top = {}, visitors = {}, buyers = {}, journals = {}, asked = {}, changed = {},
      entries = {} }
    group.days[number] = day
  end
  return day
end

local function hourOf(group, number)
  local hour = group.hours[number]
  if not hour then
    hour = { counts = {}, top = {} }
    group.hours[number] = hour
  end
  return hour
end

local function quarterOf(group, number)
  local quarter = group.quarters[number]
  if not quarter then
    quarter = { slot = text(number % 4), hour = hourOf(group, floor(number / 4)), day = dayOf(group, floor(number / 96)),
      top = {}, minuteCounts = {}, visitors = {}, buyers = {} }
    group.quarters[number] = quarter
  end
  return quarter
end

local function minuteOf(group, at)
  local number = floor(at / MINUTE)
  local minute = group.minutes[number]
  if not minute then
    minute = { slot = text(number % 15), kept = at >= minutesSince, quarter = quarterOf(group, floor(number / 15)),
      counts = { e = 0, p = 0, s = 0, b = 0 }, visitors = {}, buyers = {}, pages = {} }
    group.minutes[number] = minute
  end
  return minute
end

-- A session's transition is counted where it ends.
local function step(minute, from, to, delta) add(minute.quarter.top, 'T' .. from .. ' → ' .. to, delta) end

local function near(earlier, later) return earlier and later and later - earlier <= GAP end

-- Sessions, bounces and transitions: what was true of the neighbours without this step, against what is true with it.
local function place(group, minute, at, label, steps)
  local previous, next = steps.previous, steps.next
  local joined, left, right = near(previous, next), near(previous, at), near(at, next)
  local counts = minute.counts
  local nextMinute = right and minuteOf(group, next)
  if not left then counts.s = counts.s + 1 end
  if right and not joined then nextMinute.counts.s = nextMinute.counts.s - 1 end
  if not left and not right then counts.b = counts.b + 1 end
  if left and not joined and not near(steps.previous2, previous) then
    local bounced = minuteOf(group, previous).counts
    bounced.b = bounced.b - 1
  end
  if right and not joined and not near(next, steps.next2) then nextMinute.counts.b = nextMinute.counts.b - 1 end
  if joined then step(nextMinute, steps.previousLabel, steps.nextLabel, -1) end
  if left then step(minute, steps.previousLabel, label, 1) end
  if right then step(nextMinute, label, steps.nextLabel, 1) end
end

-- The steps around a moment: times of the two before and the two after, labels of the nearest, and where in the journal the
-- moment belongs. Near midnight the day before and the day after are looked at too.
local function neighbours(group, day, visitor, identity, time)
  local journal, start = day.journals[visitor], day.number * DAY
  local here = 1
  local next, next2
  local timeHere = timeAt(journal, here)
  while timeHere and (timeHere > time or (timeHere == time and journal:sub(here + 1, here + 8) > identity)) do
    next, next2 = here, next
    here = older(journal, here)
    timeHere = timeAt(journal, here)
    work = work + 1
  end
  local steps = { place = here }
  if timeHere then
    steps.previous, steps.previousLabel = start + timeHere, labelAt(journal, here)
    local before = timeAt(journal, older(journal, here))
    steps.previous2 = before and start + before
  end
  if next then
    steps.next, steps.nextLabel = start + timeAt(journal, next), labelAt(journal, next)
    steps.next2 = next2 and start + timeAt(journal, next2)
  end
  if time <= REACH and not steps.previous2 then
    local yesterday = group.days[day.number - 1].journals[visitor]
    local last = timeAt(yesterday, 1)
    if last and steps.previous then steps.previous2 = start - DAY + last
    elseif last then
      steps.previous, steps.previousLabel = start - DAY + last, labelAt(yesterday, 1)
      local before = timeAt(yesterday, older(yesterday, 1))
      steps.previous2 = before and start - DAY + before
    end
  end
  if time >= DAY - REACH and not steps.next2 then
    local tomorrow = group.days[day.number + 1].journals[visitor]
    local first, second
    local each = 1
    while timeAt(tomorrow, each) do
      first, second = each, first
      each = older(tomorrow, each)
    end
    if first and steps.next then steps.next2 = start + DAY + timeAt(tomorrow, first)
    elseif first then
      steps.next, steps.nextLabel = start + DAY + timeAt(tomorrow, first), labelAt(tomorrow, first)
      steps.next2 = second and start + DAY + timeAt(tomorrow, second)
    end
  end
  return steps
end

-- Whether a journal has as many entries as it may. Most are too short for it to be worth counting; others are counted once a
-- call.
local function isFull(day, visitor)
  local journal = day.journals[visitor]
  if #journal < ENTRIES_MAX * ENTRY_MIN then return false end
  if not day.entries[visitor] then
    local entries, place = 0, 1
    while place do
      entries = entries + 1
      place = journal:find('\n', place + 1, true)
    end
    day.entries[visitor] = entries
  end
  return day.entries[visitor] >= ENTRIES_MAX
end

-- Writes an entry into a journal before the character at a place, or at its end. Lua's price of a text grows with its
-- length, so the usual case, the newest step, makes one text only.
local function insert(day, visitor, entry, at)
  local journal = day.journals[visitor]
  if at == 1 then day.journals[visitor] = entry .. journal
  elseif at then day.journals[visitor] = journal:sub(1, at - 1) .. entry .. journal:sub(at)
  else day.journals[visitor] = journal .. entry end
  day.changed[visitor] = true
  if day.entries[visitor] then day.entries[visitor] = day.entries[visitor] + 1 end
end

local function stands(entry, journal)
  work = work + #journal / STRETCH
  return journal:find(entry, 1, true)
end

-- Whether an event's identity is in the journal of its day, or of the days of the last 24 hours.
local function known(group, day, visitor, entry)
  if stands(entry, day.journals[visitor]) then return true end
  if imported then return false end
  local number = day.number
  return number ~= today and stands(entry, group.days[today].journals[visitor])
    or number ~= today - 1 and stands(entry, group.days[today - 1].journals[visitor])
end

-- Whether no neighbour is in the same bucket: else the visitor is among that one's visitors already.
local function isFirst(steps, at, size)
  local bucket, previous, next = floor(at / size), steps.previous, steps.next
  return not (previous and floor(previous / size) == bucket or next and floor(next / size) == bucket)
end

local function ingest(group, list, index)
  local at, visitor, letter, entry, details = list[index], list[index + 1], list[index + 2], '\n' .. list[index + 3],
    list[index + 4]
  local kind = letter:lower()
  local number = floor(at / DAY)
  local day = group.days[number]
  local identity = entry:sub(1, 9)
  local goal = letter ~= kind and visitor .. identity:sub(2)
  if known(group, day, visitor, identity) then return goal and call('ZSCORE', group.base .. 'owed', goal) or 'n' end
  local arrival = not imported and number ~= today and group.days[today]
  if isFull(day, visitor) or arrival and isFull(arrival, visitor) then return 'x' end
  local steps = neighbours(group, day, visitor, identity:sub(2), at - number * DAY)
  insert(day, visitor, entry, steps.place)
  if arrival then insert(arrival, visitor, identity .. '~') end
  -- It is owed to experiments until they have counted it too. Where that breaks off, the sender tries again.
  if goal then group.owed[goal] = at end

  local minute = minuteOf(group, at)
  local quarter, label = minute.quarter, entry:sub(17)
  place(group, minute, at, label, steps)
  minute.counts.e = minute.counts.e + 1
  group.counted = group.counted + 1
  local live = at >= liveSince
  if isFirst(steps, at, MINUTE) then
    minute.visitors[#minute.visitors + 1] = visitor
    if live and (group.active[visitor] or 0) < at then group.active[visitor] = at end
    if isFirst(steps, at, QUARTER) then
      quarter.visitors[#quarter.visitors + 1] = visitor
      if isFirst(steps, at, DAY) then day.visitors[#day.visitors + 1] = visitor end
    end
  end
  if kind == 'c' then
    add(minute.counts, 'c', 1)
    quarter.buyers[#quarter.buyers + 1] = visitor
    day.buyers[#day.buyers + 1] = visitor
    minute.buyers[#minute.buyers + 1] = visitor
    if live and (group.buyers[visitor] or 0) < at then group.buyers[visitor] = at end
  end
  if kind == 'p' then
    minute.counts.p = minute.counts.p + 1
    if live then add(minute.pages, 'P' .. label, 1) end
    add(quarter.top, 'P' .. label, 1)
    for detail = index + 5, index + 4 + details do add(quarter.top, list[detail], 1) end
  else
    add(quarter.top, 'E' .. label, 1)
    if details == 1 then
      local minor, currency = list[index + 5]:match('^(%d+):(%u+)$')
      add(minute.counts, 'r' .. currency, tonumber(minor))
    end
  end
  return 'y'
end

local function flushMinutes(group)
  for number, minute in pairs(group.minutes) do
    local quarter, name = minute.quarter, text(number)
    for metric, delta in pairs(minute.counts) do
      if delta ~= 0 then
        if minute.kept then add(quarter.minuteCounts, minute.slot .. metric, delta) end
        add(quarter.hour.counts, quarter.slot .. metric, delta)
        add(quarter.day.counts, metric, delta)
      end
    end
    if minute.kept then
      writeMembers('PFADD', group.base .. 'um:' .. name, minute.visitors, TWO_DAYS)
      writeMembers('PFADD', group.base .. 'bm:' .. name, minute.buyers, TWO_DAYS)
    end
    writeTop(group.base .. 'pm:' .. name, minute.pages, LIVE_TTL)
  end
end

local function flushQuarters(group)
  for number, quarter in pairs(group.quarters) do
    local name = text(number)
    for value, delta in pairs(quarter.top) do
      if delta ~= 0 then
        quarter.hour.top[quarter.slot .. value] = delta
        add(quarter.day.top, value, delta)
      end
    end
    writeCounts(group.base .. 'm:' .. name, quarter.minuteCounts, TWO_DAYS)
    writeMembers('PFADD', group.base .. 'uq:' .. name, quarter.visitors, QUARTER_YEAR)
    writeMembers('PFADD', group.base .. 'bq:' .. name, quarter.buyers, QUARTER_YEAR)
  end
end

-- The journals of an import live as long as their day's numbers, so that the same lines never count twice in them.
local function writeJournals(group, name, day)
  local list = {}
  for visitor in pairs(day.changed) do
    list[#list + 1] = visitor
    list[#list + 1] = day.journals[visitor]
  end
  if #list == 0 then return end
  local key = group.base .. 'j:' .. name
  if inChunks('HSET', key, list) > 0 then expire(key, MONTH) end
  if imported then call('PEXPIREAT', key, text(call('PEXPIRETIME', group.base .. 'd:' .. name)), 'GT') end
end

local function flush(group)
  flushMinutes(group)
  flushQuarters(group)
  local base = group.base
  for number, hour in pairs(group.hours) do
    local name = text(number)
    writeCounts(base .. 'h:' .. name, hour.counts, QUARTER_YEAR)
    writeTop(base .. 'th:' .. name, hour.top, QUARTER_YEAR)
  end
  for number, day in pairs(group.days) do
    local name = text(number)
    writeCounts(base .. 'd:' .. name, day.counts, YEAR)
    writeTop(base .. 'td:' .. name, day.top, YEAR)
    writeMembers('PFADD', base .. 'ud:' .. name, day.visitors, YEAR)
    writeMembers('PFADD', base .. 'bd:' .. name, day.buyers, YEAR)
    writeMembers('SADD', base .. 'seen:' .. name, day.visitors, QUARTER_YEAR)
    writeJournals(group, name, day)
  end
  writeScores(base .. 'active', group.active, LIVE_TTL, now)
  writeScores(base .. 'buyers', group.buyers, LIVE_TTL, now)
  writeScores(base .. 'owed', group.owed, MONTH, now)
  if group.counted > 0 then
    call('HINCRBY', base .. 'rev', 'n', text(group.counted))
    call('EXPIRE', base .. 'rev', YEAR)
  end
end

-- Reads the journals that a group's events need: of their days, of the days beside it near midnight, and those of the last
-- 24 hours, where an event may stand that is sent again with another time.
local function load(group, list)
  local function want(number, visitor)
    local day = dayOf(group, number)
    if not day.journals[visitor] then
      day.journals[visitor] = ''
      day.asked[#day.asked + 1] = visitor
    end
  end
  local index = 1
  while index <= #list do
    local at, visitor = list[index], list[index + 1]
    local number = floor(at / DAY)
    local time = at - number * DAY
    want(number, visitor)
    if not imported then
      want(today, visitor)
      want(today - 1, visitor)
    end
    if time <= REACH then want(number - 1, visitor) end
    if time >= DAY - REACH then want(number + 1, visitor) end
    index = index + 5 + list[index + 4]
  end
  for number, day in pairs(group.days) do
    for place, journal in ipairs(readFields(group.base .. 'j:' .. text(number), day.asked)) do
      if journal then day.journals[day.asked[place]] = journal end
    end
  end
end

local results = {}
for place, base in ipairs(KEYS) do
  local list = cjson.decode(ARGV[place])
  local group = { base = base, days = {}, hours = {}, quarters = {}, minutes = {}, active = {}, buyers = {}, owed = {},
    counted = 0 }
  load(group, list)
  local index = 1
  while index <= #list do
    results[#results + 1] = work < WORK_MAX and ingest(group, list, index) or 'l'
    index = index + 5 + list[index + 4]
  end
  flush(group)
end
return table.concat(results, ',')

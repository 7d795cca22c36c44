-- Counts events of any sites and shards of one slot, each once, in whatever order they come.
-- What an event changes follows from the steps right before and after it in the visitor's journal alone: whether it begins a
-- session, joins two, ends a bounce. So the numbers depend on the set of events and not on the order in which they arrived.
-- KEYS[1..] the sites' shards: what each shard's keys begin with
-- ARGV[1] '1' for imports, else '': imports are of any time, known by their day's journal alone, and no news to who watches
-- ARGV[2] how long a visitor is silent before a new session begins (ms)
-- ARGV[3] how late an event may be and still count for the live view (ms)
-- ARGV[4] time to live of the live view's keys (s)
-- ARGV[5] time to live of minutes (s)
-- ARGV[6] time to live of hours and quarter-hours (s)
-- ARGV[7] time to live of days (s)
-- ARGV[8] time to live of journals and of what is owed to experiments (s)
-- ARGV[9] time to live of the sets of a day's visitors (s)
-- ARGV[10] how many events a visitor may have on a day
-- ARGV[11] how many values of a dimension a bucket keeps; it may have twice as many before it is cut
-- ARGV[12] how much work one call may do; include/work.lua says what that is
-- ARGV[13] how many keys a shard may grow by on a day
-- ARGV[14] how many bytes it may, as include/budget.lua counts them
-- ARGV[15] how many profiles of visits a shard names on a day
-- ARGV[16..] for each shard its events, as one JSON list: the list of its profiles, then for each event time (ms), visitor, letter of the
--   type (p page view, c purchase,
--   r refund, t time on a page, e other; a capital for a goal of experiments) and the numbers of the goals of the site that it reaches, with
--   spaces between, each with its value where it has one ("3 7:1999:EUR"); of a refund, of the goals whose value it lowers ("7:-1999:EUR").
--   Then step (as in the journal, without "\n"), how many details, the details. Those
--   of a purchase and of a refund are its revenue ("minor:CUR", below 0 for a refund), those of time on a page its seconds, those of others
--   the values of dimensions that are not in the step, each after its letter. Then three places in the list of profiles, 0 for none: what
--   the visitor's agent tells, where the visit came from, the properties.
-- Returns a word per event, with commas between: y counted, n known already, x the visitor has too many on that day, f the site has grown too
-- much today, l not looked
-- at (later); of a goal that is known already and still owed to experiments the time at which it happened by its first arrival.
-- Costs a field or two read and written per event in its journal and in each list of values, and a command or two per touched
-- bucket for all events together.
-- @include metric/arrival
-- @include metric/bucket
-- @include metric/budget
-- @include metric/entry
-- @include metric/flush
-- @include metric/neighbour
-- @include metric/profile
-- @include metric/session
-- @include metric/time
-- @include metric/work
-- @include metric/write

local LISTS_AFTER = 15

-- Counts an event among the visitors of its buckets.
local function countVisitor(shard, minute, day, at, visitor, steps)
  if not isFirst(steps, at, MINUTE) then return end
  minute.visitors[#minute.visitors + 1] = visitor
  if at >= liveSince and (shard.active[visitor] or 0) < at then shard.active[visitor] = at end
  if not isFirst(steps, at, QUARTER) then return end
  minute.quarter.visitors[#minute.quarter.visitors + 1] = visitor
  if isFirst(steps, at, DAY) then day.visitors[#day.visitors + 1] = visitor end
end

local function addDetails(top, list, index)
  for detail = index + 5, index + 4 + list[index + 4] do add(top, list[detail], 1) end
end

local function countPageView(minute, at, label, list, index)
  local top = minute.quarter.top
  minute.counts.p = minute.counts.p + 1
  if at >= liveSince then add(minute.pages, 'P' .. label, 1) end
  add(top, 'P' .. label, 1)
  addDetails(top, list, index)
end

local function countPurchase(shard, minute, day, at, visitor)
  local quarter = minute.quarter
  add(minute.counts, 'c', 1)
  quarter.buyers[#quarter.buyers + 1] = visitor
  day.buyers[#day.buyers + 1] = visitor
  minute.buyers[#minute.buyers + 1] = visitor
  if at >= liveSince and (shard.buyers[visitor] or 0) < at then shard.buyers[visitor] = at end
end

local function addRevenue(minute, list, index)
  if list[index + 4] == 0 then return end
  local minor, currency = list[index + 5]:match('^(-?%d+):(%u+)$')
  add(minute.counts, 'r' .. currency, tonumber(minor))
end

-- Lowers the value of goals by money that goes back.
local function lowerGoals(quarter, goals)
  for number, minor, currency in goals:gmatch('(%d+):(%-%d+):(%u+)') do
    add(quarter.goals, 'v' .. number .. currency, tonumber(minor) or 0)
  end
end

-- Counts the goals of the site that an event reaches.
local function countGoals(quarter, visitor, goals)
  for number, minor, currency in goals:gmatch('(%d+):?(%d*):?(%u*)') do
    add(quarter.goals, 'g' .. number, 1)
    if currency ~= '' then add(quarter.goals, 'v' .. number .. currency, tonumber(minor) or 0) end
    local reached = quarter.reached[number] or {}
    quarter.reached[number] = reached
    reached[#reached + 1] = visitor
  end
end

-- Counts money that goes back, or time on a page: that is no visit, so it is known in the journal and no step there.
local function ingestBeside(shard, day, visitor, identity, kind, label, goals, list, index)
  insert(day, visitor, identity .. '~' .. list[index + 3]:sub(9, 14) .. kind .. (list[index + 4] > 0 and list[index + 5] or ''))
  local minute = minuteOf(shard, list[index])
  minute.counts.e = minute.counts.e + 1
  shard.counted = shard.counted + 1
  if kind == 't' then
    local seconds = tonumber(list[index + 5]) or 0
    add(minute.counts, 't', seconds)
    add(minute.quarter.top, 'A' .. label, seconds)
  else
    add(minute.quarter.top, 'E' .. label, 1)
    addRevenue(minute, list, index)
    lowerGoals(minute.quarter, goals)
  end
end

-- Takes the event that begins at a place in a list; returns its word.
local function ingest(shard, list, index)
  local at, visitor, entry = list[index], list[index + 1], '\n' .. list[index + 3]
  local letter, goals = list[index + 2]:sub(1, 1), list[index + 2]:sub(2)
  local kind = letter:lower()
  local number = floor(at / DAY)
  local day = shard.days[number]
  local identity = entry:sub(1, 9)
  local goal = letter ~= kind and visitor .. identity:sub(2)
  if isKnown(shard, day, visitor, identity) then
    return goal and redis.call('ZSCORE', shard.base .. 'owed', goal) or 'n'
  end
  if shard.full then return 'f' end
  local arrival = not imported and number ~= today and shard.days[today]
  if isFull(day, visitor) or arrival and isFull(arrival, visitor) then return 'x' end
  local known = knownOfVisit(shard, day, kind, list, index)
  spend(shard, entry .. known, list, index)
  if arrival then insert(arrival, visitor, identity .. '~') end
  -- It is owed to experiments until they have counted it too. Where that breaks off, the sender tries again.
  if goal then shard.owed[goal] = at end
  local label = entry:sub(17)
  if kind == 'r' or kind == 't' then
    ingestBeside(shard, day, visitor, identity, kind, label, goals, list, index)
    return 'y'
  end

  local steps = neighbours(shard, day, visitor, identity:sub(2), at - number * DAY)
  insert(day, visitor, entry .. known, steps.place)
  local minute = minuteOf(shard, at)
  countSession(shard, minute, at, label, steps)
  minute.counts.e = minute.counts.e + 1
  shard.counted = shard.counted + 1
  countVisitor(shard, minute, day, at, visitor, steps)
  if goals ~= '' then countGoals(minute.quarter, visitor, goals) end
  if kind == 'p' then
    countPageView(minute, at, label, list, index)
    return 'y'
  end
  add(minute.quarter.top, 'E' .. label, 1)
  if kind == 'c' then
    countPurchase(shard, minute, day, at, visitor)
    addRevenue(minute, list, index)
  else
    addDetails(minute.quarter.top, list, index)
  end
  return 'y'
end

local shards, lists, results = {}, {}, {}
for place, base in ipairs(KEYS) do
  shards[place], lists[place] = newShard(base), cjson.decode(ARGV[LISTS_AFTER + place])
  readBudget(shards[place])
  readJournals(shards[place], lists[place])
  readProfiles(shards[place], lists[place])
end
for place, shard in ipairs(shards) do
  local list, index = lists[place], 2
  while index <= #list do
    results[#results + 1] = isExhausted() and 'l' or ingest(shard, list, index)
    index = index + 8 + list[index + 4]
  end
end
for _, shard in ipairs(shards) do
  local before = made
  flush(shard)
  writeBudget(shard, made - before)
end
return table.concat(results, ',')

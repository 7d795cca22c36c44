-- How far visitors went along an ordered list of steps: those who took the first step on some days, page by page, in some shards of one
-- slot.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1] beginning of the range (ms)
-- ARGV[2] end of the range (ms), not included
-- ARGV[3] first day, counted since 1970
-- ARGV[4] which day to begin with, of all shards' days one after the other (from 1)
-- ARGV[5] where to go on in that day ("0" at first)
-- ARGV[6] how many journals it looks at, in pages
-- ARGV[7] how many days
-- ARGV[8..] the names of the days' journals, in their order, then the steps, each a kind and a label
-- Returns which day to go on with (0 at the end) and where in it ("0" at first), then visitors who took the first step on a day and on
-- none before, each with how many steps they took in all. As with HSCAN, a visitor may come twice where the day grows meanwhile.
-- Costs a look at each journal of its pages, and for each visitor who took the first step a field read per day.

local DAY, ARGUMENTS_BEFORE = 86400000, 7
local from, to, firstDay = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local spot, cursor, left, days = tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local length = #ARGV - ARGUMENTS_BEFORE - days
local function step(number) return ARGV[ARGUMENTS_BEFORE + days + number] end

-- The steps of a journal that are in the range, newest first.
local function stepsIn(journal, index)
  local start, steps = (firstDay + index - 1) * DAY, {}
  for time, what in journal:gmatch('\n........(%w%w%w%w%w%w)([^\n\t]*)') do
    local at = start + tonumber(time, 36)
    if at >= from and at < to then steps[#steps + 1] = what end
  end
  return steps
end

local function begins(journal, index)
  -- Most visitors never take the first step, and finding that is far cheaper than reading their journals.
  if not journal or not journal:find(step(1), 1, true) then return false end
  for _, what in ipairs(stepsIn(journal, index)) do
    if what == step(1) then return true end
  end
  return false
end

-- How many steps were taken at the end of a day by one who had taken so many before it.
local function walk(journal, index, taken)
  local steps = stepsIn(journal, index)
  for place = #steps, 1, -1 do
    if taken < length and steps[place] == step(taken + 1) then taken = taken + 1 end
  end
  return taken
end

-- The visitors for whom `keep` says so, when it has seen their journals of another day.
local function sift(visitors, key, keep)
  if #visitors == 0 or redis.call('EXISTS', key) == 0 then return visitors end
  local kept = {}
  for place, journal in ipairs(redis.call('HMGET', key, unpack(visitors))) do
    if keep(visitors[place], journal) then kept[#kept + 1] = visitors[place] end
  end
  return kept
end

local result = { 0, '0' }

-- Adds who of a page of a day's journals begins on that day, and how far they went.
local function addBeginners(base, day, journals)
  local visitors, taken = {}, {}
  for place = 1, #journals, 2 do
    local visitor, journal = journals[place], journals[place + 1]
    if begins(journal, day) then
      visitors[#visitors + 1] = visitor
      taken[visitor] = walk(journal, day, 0)
    end
  end
  for earlier = 1, day - 1 do
    visitors = sift(visitors, base .. ARGV[ARGUMENTS_BEFORE + earlier], function(visitor, journal)
      local before = begins(journal, earlier)
      if before then taken[visitor] = nil end
      return not before
    end)
  end
  for later = day + 1, days do
    visitors = sift(visitors, base .. ARGV[ARGUMENTS_BEFORE + later], function(visitor, journal)
      if journal then taken[visitor] = walk(journal, later, taken[visitor]) end
      return taken[visitor] < length
    end)
  end
  for visitor, steps in pairs(taken) do
    result[#result + 1] = visitor
    result[#result + 1] = steps
  end
end

while spot <= days * #KEYS and left > 0 do
  local base, day = KEYS[math.floor((spot - 1) / days) + 1], (spot - 1) % days + 1
  local page = redis.call('HSCAN', base .. ARGV[ARGUMENTS_BEFORE + day], cursor, 'COUNT', left)
  addBeginners(base, day, page[2])
  left = left - #page[2] / 2
  cursor = page[1]
  if cursor == '0' then spot = spot + 1 end
end
if spot <= days * #KEYS then result[1], result[2] = spot, cursor end
return result

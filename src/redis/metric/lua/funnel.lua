-- How far visitors went along an ordered list of steps: a page of those who took the first step on one day.
-- KEYS[1..] the journals of the days, in their order
-- ARGV[1] beginning of the range (ms)
-- ARGV[2] end of the range (ms), not included
-- ARGV[3] first day, counted since 1970
-- ARGV[4] which of the days (from 1)
-- ARGV[5] where to go on in that day ("0" at first)
-- ARGV[6] how many journals a page has
-- ARGV[7..] the steps, each a kind and a label
-- Returns where to go on ("0" at the end), then visitors who took the first step on that day and on none before, each with how many
-- steps they took in all. As with HSCAN, a visitor may come twice where the day grows meanwhile.
-- Costs a look at a page of journals, and for each visitor who took the first step a field read per day.

local DAY, STEPS_AFTER = 86400000, 6
local from, to, firstDay, day = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local length = #ARGV - STEPS_AFTER
local function step(number) return ARGV[STEPS_AFTER + number] end

-- The steps of a journal that are in the range, newest first.
local function stepsIn(journal, index)
  local start, steps = (firstDay + index - 1) * DAY, {}
  for time, what in journal:gmatch('\n........(%w%w%w%w%w%w)([^\n]*)') do
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

local page = redis.call('HSCAN', KEYS[day], ARGV[5], 'COUNT', ARGV[6])
local visitors, taken = {}, {}
for place = 1, #page[2], 2 do
  local visitor, journal = page[2][place], page[2][place + 1]
  if begins(journal, day) then
    visitors[#visitors + 1] = visitor
    taken[visitor] = walk(journal, day, 0)
  end
end

-- Leaves the visitors for whom `keep` says so, when it has seen their journals of another day.
local function sift(index, keep)
  if #visitors == 0 or redis.call('EXISTS', KEYS[index]) == 0 then return end
  local kept = {}
  for place, journal in ipairs(redis.call('HMGET', KEYS[index], unpack(visitors))) do
    if keep(visitors[place], journal) then kept[#kept + 1] = visitors[place] end
  end
  visitors = kept
end

for earlier = 1, day - 1 do
  sift(earlier, function(visitor, journal)
    local before = begins(journal, earlier)
    if before then taken[visitor] = nil end
    return not before
  end)
end
for later = day + 1, #KEYS do
  sift(later, function(visitor, journal)
    if journal then taken[visitor] = walk(journal, later, taken[visitor]) end
    return taken[visitor] < length
  end)
end

local result = { page[1] }
for visitor, steps in pairs(taken) do
  result[#result + 1] = visitor
  result[#result + 1] = steps
end
return result

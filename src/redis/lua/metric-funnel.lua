-- How far visitors went along an ordered list of steps.
-- KEYS  the journals of the days, in their order
-- ARGV  beginning and end of the range (ms), first day, how many steps, the steps (each a kind and a label), the visitors
-- Returns how many visitors reached each step.
-- Costs a field read a visitor and day; the caller bounds both.

local DAY = 86400000
local from, to, day, length = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local journals = {}
for index, key in ipairs(KEYS) do journals[index] = redis.call('HMGET', key, unpack(ARGV, 5 + length)) end

-- Most visitors never take the first step, and finding that is far cheaper than reading their journals.
local function begins(visitor)
  for index = 1, #KEYS do
    local journal = journals[index][visitor]
    if journal and journal:find(ARGV[5], 1, true) then return true end
  end
  return false
end

local reached = {}
for step = 1, length do reached[step] = 0 end

-- Counts how far a visitor got.
local function walk(visitor)
  local step = 1
  for index = 1, #KEYS do
    local start, seen = (day + index - 1) * DAY, {}
    -- A journal's newest step is its first.
    for time, what in (journals[index][visitor] or ''):gmatch('\n........(%w%w%w%w%w%w)([^\n]*)') do
      local at = start + tonumber(time, 36)
      if at >= from and at < to then seen[#seen + 1] = what end
    end
    for place = #seen, 1, -1 do
      if step <= length and seen[place] == ARGV[4 + step] then
        reached[step] = reached[step] + 1
        step = step + 1
      end
    end
  end
end

for visitor = 1, #ARGV - 4 - length do
  if begins(visitor) then walk(visitor) end
end
return reached

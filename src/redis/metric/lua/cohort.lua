-- Who came for the first time on some days, and when they were back: the days' visitors, page by page, in some shards of one slot.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1] how many days before a visitor's first are looked at
-- ARGV[2] which of the days to begin with, of all shards' days one after the other (from 1)
-- ARGV[3] where to go on in that day ("0" at first)
-- ARGV[4] how many visitors it looks at, in pages
-- ARGV[5..] the names of the days' visitors, oldest first, beginning with the days before the first
-- Returns which day to go on with (0 at the end) and where in it ("0" at first), then visitors who were new on a day, each with that day
-- (from 1) and the days on which they were back: bit 0 for the first day after. As with SSCAN, a visitor may come twice where the day
-- grows meanwhile.
-- Costs a lookup per day for each visitor of its pages; a page has up to 512 more where Redis gives a small day whole.

local ARGUMENTS_BEFORE = 4
local before, spot, cursor, left = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local days = #ARGV - ARGUMENTS_BEFORE - before

-- Which of the visitors were there on a day; nil where nobody was.
local function thereOn(visitors, key)
  if #visitors == 0 or redis.call('EXISTS', key) == 0 then return nil end
  return redis.call('SMISMEMBER', key, unpack(visitors))
end

local result = { 0, '0' }

-- Adds who of a page of a day's visitors is new on that day. `today` is the argument with that day's name.
local function addNew(base, today, visitors)
  for earlier = today - 1, today - before, -1 do
    local known = thereOn(visitors, base .. ARGV[earlier])
    if known then
      local new = {}
      for place, visitor in ipairs(visitors) do
        if known[place] == 0 then new[#new + 1] = visitor end
      end
      visitors = new
    end
  end
  local back = {}
  for place = 1, #visitors do back[place] = 0 end
  for later = today + 1, #ARGV do
    for place, there in ipairs(thereOn(visitors, base .. ARGV[later]) or {}) do
      if there == 1 then back[place] = back[place] + 2 ^ (later - today - 1) end
    end
  end
  for place, visitor in ipairs(visitors) do
    result[#result + 1] = visitor
    result[#result + 1] = today - ARGUMENTS_BEFORE - before
    result[#result + 1] = back[place]
  end
end

while spot <= days * #KEYS and left > 0 do
  local base, today = KEYS[math.floor((spot - 1) / days) + 1], ARGUMENTS_BEFORE + before + (spot - 1) % days + 1
  local page = redis.call('SSCAN', base .. ARGV[today], cursor, 'COUNT', left)
  addNew(base, today, page[2])
  left = left - #page[2]
  cursor = page[1]
  if cursor == '0' then spot = spot + 1 end
end
if spot <= days * #KEYS then result[1], result[2] = spot, cursor end
return result

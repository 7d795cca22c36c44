-- Who came for the first time on a day, and when they were back, in one shard: a page of the day's visitors.
-- KEYS[1] the visitors of the day
-- KEYS[2..] the visitors of each day before it, newest first, then of each day after it, oldest first
-- ARGV[1] how many days before
-- ARGV[2] where to go on in the day ("0" at first)
-- ARGV[3] how many visitors a page has
-- Returns where to go on ("0" at the end), then visitors who were new on that day, each with the days on which they were back: bit 0 for
-- the first day after. As with SSCAN, a visitor may come twice where the day grows meanwhile.
-- Costs a lookup per day for each visitor of a page, or for up to 512 where Redis gives a small day whole.

local before = tonumber(ARGV[1])
local page = redis.call('SSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
local visitors = page[2]

-- Which of the visitors were there on a day; nil where nobody was.
local function thereOn(index)
  if #visitors == 0 or redis.call('EXISTS', KEYS[index]) == 0 then return nil end
  return redis.call('SMISMEMBER', KEYS[index], unpack(visitors))
end

for index = 2, before + 1 do
  local known = thereOn(index)
  if known then
    local new = {}
    for place, visitor in ipairs(visitors) do
      if known[place] == 0 then new[#new + 1] = visitor end
    end
    visitors = new
  end
end

local days = {}
for place = 1, #visitors do days[place] = 0 end
for index = before + 2, #KEYS do
  for place, back in ipairs(thereOn(index) or {}) do
    if back == 1 then days[place] = days[place] + 2 ^ (index - before - 2) end
  end
end

local result = { page[1] }
for place, visitor in ipairs(visitors) do
  result[#result + 1] = visitor
  result[#result + 1] = days[place]
end
return result

-- Who came for the first time on a day, and on how many of the following days they were back, in one shard.
-- KEYS  the visitors of the day, of the days before it, of the days after it
-- ARGV  how many days before
-- Returns the size of the cohort, then how many of it were back on each day after.
-- Costs one difference of sets and a lookup of the whole cohort a day after: for a report, not for a request a click.

local before = tonumber(ARGV[1])
local earlier = {}
for index = 1, before + 1 do earlier[index] = KEYS[index] end
local cohort = redis.call('SDIFF', unpack(earlier))
local result = { #cohort }
for index = before + 2, #KEYS do
  local back = 0
  for first = 1, #cohort, 500 do
    local last = math.min(first + 499, #cohort)
    for _, found in ipairs(redis.call('SMISMEMBER', KEYS[index], unpack(cohort, first, last))) do back = back + found end
  end
  result[#result + 1] = back
end
return result

-- Erases what tells of a visitor in their shard of a site: the steps of some days, that they came on these, that they are active, and what
-- is owed to experiments for them. Sums and HyperLogLogs keep their counts.
-- KEYS[1] the shard: what its keys begin with
-- ARGV[1] the number of the visitor
-- ARGV[2..] the days, counted since 1970
-- Returns on how many of the days the visitor was known.
-- Costs two commands per day, and a look at all that is owed.
-- @include base/surely

local base, visitor = KEYS[1], ARGV[1]
local known = 0
for place = 2, #ARGV do
  local day = ARGV[place]
  local steps, seen = surely('HDEL', base .. 'j:' .. day, visitor), surely('SREM', base .. 'seen:' .. day, visitor)
  if steps + seen > 0 then known = known + 1 end
end
-- Processes that hold columns of these days read them again.
if known > 0 and redis.call('EXISTS', base .. 'rev') == 1 then surely('HINCRBY', base .. 'rev', 'g', 1) end
surely('ZREM', base .. 'active', visitor)
surely('ZREM', base .. 'buyers', visitor)
-- Behind the visitor stands the identity of the event.
local IDENTITY = 8
for _, member in ipairs(surely('ZRANGE', base .. 'owed', 0, -1)) do
  if #member == #visitor + IDENTITY and member:sub(1, #visitor) == visitor then surely('ZREM', base .. 'owed', member) end
end
return known

-- Whether it is still known, visitor by visitor, who came on some days, in some shards of one slot.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1] which share of the visitors that were counted a whole list has at least, since their number is an estimate
-- ARGV[2] 'j' for days whose lists are journals, else '': then they are sets
-- ARGV[3..] for each day: the day, counted since 1970, where its counters may have lapsed, else '', names of the counters, of the counted
--   visitors and of the list
-- Returns for each day: how many visitors were counted, in how many shards the list lacks some of them, and how many shards do not know
-- whether the day was ever counted.
-- Costs a PFCOUNT and a length per day and shard, and up to four commands for its counters.
-- @include metric/listed

local share, journals = tonumber(ARGV[1]), ARGV[2] == 'j'
local result = {}
for place = 3, #ARGV, 4 do
  local counted, lacking, unsure = 0, 0, 0
  for _, base in ipairs(KEYS) do
    local gone, unknown = lapsed(base, ARGV[place], ARGV[place + 1])
    local visitors = redis.call('PFCOUNT', base .. ARGV[place + 2])
    local list = base .. ARGV[place + 3]
    local length = journals and redis.call('HLEN', list) or not journals and redis.call('SCARD', list) or 0
    counted = counted + visitors
    if gone or length < visitors * share then lacking = lacking + 1 end
    if unknown then unsure = unsure + 1 end
  end
  result[#result + 1] = counted
  result[#result + 1] = lacking
  result[#result + 1] = unsure
end
return result

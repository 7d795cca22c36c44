-- Whether it is still known, visitor by visitor, who came on some days, in some shards of one slot.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1] which share of the visitors that were counted a whole list has at least, since their number is an estimate
-- ARGV[2] 'j' for days whose lists are journals, else '': then they are sets
-- ARGV[3..] for each day: name of the counted visitors, name of the list
-- Returns for each day: how many visitors were counted, and in how many shards the list lacks some of them.
-- Costs a PFCOUNT and a length per day and shard.

local share, journals = tonumber(ARGV[1]), ARGV[2] == 'j'
local result = {}
for place = 3, #ARGV, 2 do
  local counted, lacking = 0, 0
  for _, base in ipairs(KEYS) do
    local visitors = redis.call('PFCOUNT', base .. ARGV[place])
    local list = base .. ARGV[place + 1]
    local length = journals and redis.call('HLEN', list) or not journals and redis.call('SCARD', list) or 0
    counted = counted + visitors
    if length < visitors * share then lacking = lacking + 1 end
  end
  result[#result + 1] = counted
  result[#result + 1] = lacking
end
return result

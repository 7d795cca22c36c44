-- By what it is seen that days of some shards of one slot have other visits than before: their events, which only grow, and how often
-- visitors of the shard were erased.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1..] the names of the days' counters
-- Returns for each shard: its erasures, then for each day its events.
-- Costs an HGET per shard and day; the caller bounds them.

local result = {}
for _, base in ipairs(KEYS) do
  result[#result + 1] = tonumber(redis.call('HGET', base .. 'rev', 'g') or 0) or 0
  for _, name in ipairs(ARGV) do result[#result + 1] = tonumber(redis.call('HGET', base .. name, 'e') or 0) or 0 end
end
return result

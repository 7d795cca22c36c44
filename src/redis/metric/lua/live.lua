-- What is going on in some shards right now.
-- KEYS[1..] for each shard: active visitors, buyers, revision, then the minutes' pages, then the quarters' minute counts
-- ARGV[1] how many minutes of pages
-- ARGV[2] how many quarters
-- ARGV[3] start of the window (ms)
-- Returns for each shard: active visitors, buyers, revision, pages as a flat list, the quarters' hashes as flat lists.
-- Costs 3 small commands, and a read per minute and quarter, for each shard.

local minutes, quarters, since = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local width = 3 + minutes + quarters
local shards = {}
for first = 1, #KEYS, width do
  local pages, counts = {}, {}
  for index = first + 3, first + 2 + minutes do
    local all = redis.call('HGETALL', KEYS[index])
    for at = 1, #all do pages[#pages + 1] = all[at] end
  end
  for index = first + 3 + minutes, first + width - 1 do counts[#counts + 1] = redis.call('HGETALL', KEYS[index]) end
  shards[#shards + 1] = { redis.call('ZCOUNT', KEYS[first], since, '+inf'),
    redis.call('ZCOUNT', KEYS[first + 1], since, '+inf'), tonumber(redis.call('HGET', KEYS[first + 2], 'n') or 0), pages,
    counts }
end
return shards

-- Notes products that visitors have looked at: each list has the newest first, and a product once.
-- KEYS[1..] a visitor's list each, all of one shard
-- ARGV[1] products of a list at most
-- ARGV[2] milliseconds to keep a list
-- ARGV[3..] for each visitor: how many products, then these, the oldest first
-- Returns how many lists.
-- Costs O(products * 20), at most 128 visitors.
-- @include base/surely
local most, ttl_ms = tonumber(ARGV[1]) - 1, ARGV[2]
local at = 3
for _, key in ipairs(KEYS) do
  local count = tonumber(ARGV[at])
  for place = at + 1, at + count do
    surely('LREM', key, 0, ARGV[place])
    surely('LPUSH', key, ARGV[place])
  end
  surely('LTRIM', key, 0, most)
  redis.call('PEXPIRE', key, ttl_ms)
  at = at + count + 1
end
return #KEYS

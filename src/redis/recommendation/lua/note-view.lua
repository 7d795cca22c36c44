-- Notes products that visitors have looked at: each list has the newest first, and a product once.
-- KEYS[1..] a visitor's list each, all of one shard
-- ARGV[1] products of a list at most
-- ARGV[2] milliseconds to keep a list
-- ARGV[3..] for each visitor: how many products, then these, the oldest first
-- Returns how many lists.
-- Costs O(products * 20), at most 128 visitors.
-- @include base/surely
-- @include base/whole
local most, ttl_ms = whole(ARGV[1]) - 1, whole(ARGV[2])
local at, firsts, lasts = 3, {}, {}
for i in ipairs(KEYS) do
  firsts[i], lasts[i] = at + 1, at + whole(ARGV[at])
  at = lasts[i] + 1
end
assert(at == #ARGV + 1, 'not as many products as announced')
for i, key in ipairs(KEYS) do
  for place = firsts[i] or 1, lasts[i] or 0 do
    surely('LREM', key, 0, ARGV[place])
    surely('LPUSH', key, ARGV[place])
  end
  surely('LTRIM', key, 0, most)
  redis.call('PEXPIRE', key, ttl_ms)
end
return #KEYS

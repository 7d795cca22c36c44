-- Counts a shard's entries that have not run out.
-- KEYS[1] how many entries are in each bucket
-- KEYS[2] the buckets by the moment at which they have passed
-- ARGV[1] how many buckets there may be; see cache/entry
-- Returns the number of entries.
-- Costs a read of the buckets that have not passed.
-- @include base/now
local now = now_ms()
local live = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%d', now), '+inf', 'LIMIT', 0, ARGV[1])
if #live == 0 then
  return 0
end
local sum = 0
for _, number in ipairs(redis.call('HMGET', KEYS[1], unpack(live))) do
  sum = sum + (tonumber(number or 0))
end
return sum

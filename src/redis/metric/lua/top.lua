-- Adds up the values of one dimension over several buckets of one shard.
-- KEYS[1..] the buckets' hashes
-- ARGV[1] the dimension's letter
-- ARGV[2..] for each bucket: lowest and highest quarter; -1 for fields without a number
-- Returns values and their counts, flat, unordered.
-- Costs an HGETALL per bucket, whose values the script that counts bounds; the caller bounds the buckets of a call.

local letter = ARGV[1]
local sums = {}
for index, key in ipairs(KEYS) do
  local low, high = tonumber(ARGV[index * 2]), tonumber(ARGV[index * 2 + 1])
  local all = redis.call('HGETALL', key)
  for at = 1, #all, 2 do
    local slot, value = all[at]:match('^(%d?)' .. letter .. '(.+)$')
    local number = slot and (slot == '' and -1 or tonumber(slot))
    if number and number >= low and number <= high then sums[value] = (sums[value] or 0) + all[at + 1] end
  end
end
local flat = {}
for value, count in pairs(sums) do
  flat[#flat + 1] = value
  flat[#flat + 1] = count
end
return flat

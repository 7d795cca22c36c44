-- Adds up the values of one dimension over several buckets of some shards of one slot, until it has read as much as it may.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1] the dimension's letter
-- ARGV[2] which bucket to begin with, of all shards' buckets one after the other (from 1)
-- ARGV[3] how much it may read: a field is one, and a bucket ten
-- ARGV[4..] for each bucket: name of the hash, lowest and highest quarter; -1 for fields without a number
-- Returns which bucket to go on with (0 at the end), then values and their counts, flat, unordered.
-- Costs an HGETALL per bucket, whose values the script that counts bounds; it ends with the first bucket that is too much.

local BUCKET, ARGUMENTS_BEFORE = 10, 3
local letter, place, left = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local each = (#ARGV - ARGUMENTS_BEFORE) / 3
local total = each * #KEYS
local sums = {}
while place <= total and left > 0 do
  local argument = ARGUMENTS_BEFORE + (place - 1) % each * 3 + 1
  local low, high = tonumber(ARGV[argument + 1]), tonumber(ARGV[argument + 2])
  local all = redis.call('HGETALL', KEYS[math.floor((place - 1) / each) + 1] .. ARGV[argument])
  for at = 1, #all, 2 do
    local slot, value = all[at]:match('^(%d?)' .. letter .. '(.+)$')
    local number = slot and (slot == '' and -1 or tonumber(slot))
    if number and number >= low and number <= high then sums[value] = (sums[value] or 0) + all[at + 1] end
  end
  left = left - BUCKET - #all / 2
  place = place + 1
end
local result = { place <= total and place or 0 }
for value, count in pairs(sums) do
  result[#result + 1] = value
  result[#result + 1] = count
end
return result

-- Adds up the values of one dimension over several buckets of some shards of one slot, until it has read as much as it may.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1] the dimension's letter
-- ARGV[2] which bucket to begin with, of all shards' buckets one after the other (from 1)
-- ARGV[3] how much it may read: a field is one, and a bucket ten
-- ARGV[4..] for each bucket: name of the hash, lowest and highest quarter; -1 for fields without a number
-- Returns which bucket to go on with (0 at the end), how often a value that is in none of the lists may have occurred, then for each value
-- its count and by how much its own error differs from that, flat, unordered. metric/write says where errors come from.
-- Costs an HGETALL per bucket, whose values the script that counts bounds; it ends with the first bucket that is too much.

local BUCKET, ARGUMENTS_BEFORE = 10, 3
local letter, place, left = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local each = (#ARGV - ARGUMENTS_BEFORE) / 3
local total = each * #KEYS
local sums, errors, absent = {}, {}, 0

-- How often a value may have occurred that a list does not have, by quarter: at most as often as those that went, and as all of them.
local function floorsOf(all)
  local floors, others = {}, {}
  for at = 1, #all, 2 do
    local slot = all[at]:match('^~(%d?)' .. letter .. '$')
    if slot then floors[slot] = tonumber(all[at + 1]) end
    slot = all[at]:match('^(%d?)' .. letter .. '%(other%)$')
    if slot then others[slot] = tonumber(all[at + 1]) end
  end
  for slot, sum in pairs(others) do others[slot] = math.max(0, math.min(floors[slot] or sum, sum)) end
  return others
end

local function addBucket(all, low, high)
  local floors = floorsOf(all)
  local function isWanted(slot)
    local number = slot == '' and -1 or tonumber(slot)
    return number >= low and number <= high
  end
  for slot, bound in pairs(floors) do
    if isWanted(slot) then absent = absent + bound end
  end
  for at = 1, #all, 2 do
    local slot, value = all[at]:match('^(%d?)' .. letter .. '(.+)$')
    if slot and isWanted(slot) then
      local count, beyond = all[at + 1]:match('^(-?%d+)%.?(%d*)$')
      sums[value] = (sums[value] or 0) + tonumber(count)
      errors[value] = (errors[value] or 0) + (tonumber(beyond) or 0) - (floors[slot] or 0)
    end
  end
end

while place <= total and left > 0 do
  local argument = ARGUMENTS_BEFORE + (place - 1) % each * 3 + 1
  local all = redis.call('HGETALL', KEYS[math.floor((place - 1) / each) + 1] .. ARGV[argument])
  addBucket(all, tonumber(ARGV[argument + 1]), tonumber(ARGV[argument + 2]))
  left = left - BUCKET - #all / 2
  place = place + 1
end
local result = { place <= total and place or 0, absent }
for value, count in pairs(sums) do
  result[#result + 1] = value
  result[#result + 1] = count
  result[#result + 1] = errors[value]
end
return result

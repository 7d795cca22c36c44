-- Reads counters and visitors of several rows; a row is a stretch of time of one shard.
-- KEYS  hashes and HyperLogLogs of one slot
-- ARGV  the metrics' letters, '1' where revenue is wanted too, then each row: how many pieces, the pieces (key, lowest
--       field number, highest; -1 for fields without a number), how many visitor keys, those keys, how many buyer keys, those
-- Returns for each row: visitors, buyers, one number a letter, then a flat list of currencies and minor units as text
-- Costs an HMGET a piece and a PFCOUNT over each list; the caller bounds the keys of a call.

local letters = ARGV[1]
local revenue = ARGV[2] == '1'
local cursor = 3

local function take()
  local value = tonumber(ARGV[cursor])
  cursor = cursor + 1
  return value
end

local function visitors()
  local keys = {}
  for _ = 1, take() do keys[#keys + 1] = KEYS[take()] end
  if #keys == 0 then return 0 end
  return redis.call('PFCOUNT', unpack(keys))
end

local function read(sums, money)
  local key, low, high = KEYS[take()], take(), take()
  local fields, places = {}, {}
  for slot = low, high do
    for place = 1, #letters do
      fields[#fields + 1] = (slot < 0 and '' or slot) .. letters:sub(place, place)
      places[#places + 1] = place
    end
  end
  for index, value in ipairs(#fields > 0 and redis.call('HMGET', key, unpack(fields)) or {}) do
    if value then sums[places[index]] = sums[places[index]] + value end
  end
  if not revenue then return end
  local all = redis.call('HGETALL', key)
  for index = 1, #all, 2 do
    local slot, currency = all[index]:match('^(%d*)r(%u+)$')
    local number = slot and (slot == '' and -1 or tonumber(slot))
    if number and number >= low and number <= high then
      money[#money + 1] = currency
      money[#money + 1] = all[index + 1]
    end
  end
end

local rows = {}
while cursor <= #ARGV do
  local sums, money = {}, {}
  for place = 1, #letters do sums[place] = 0 end
  for _ = 1, take() do read(sums, money) end
  local row = { visitors(), visitors() }
  for place = 1, #letters do row[#row + 1] = sums[place] end
  row[#row + 1] = money
  rows[#rows + 1] = row
end
return rows

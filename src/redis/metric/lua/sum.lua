-- Adds up counters and visitors of several points in time over some shards of one slot.
-- KEYS[1..] the shards: what each shard's keys begin with
-- ARGV[1] the metrics' fields, with commas between: letters, and g with the number of a goal
-- ARGV[2] what the fields of money begin with where money is wanted, too: r revenue, v with the number of a goal its value; else ''
-- ARGV[3..] for each point: how many pieces, the pieces (name of the hash, lowest field number, highest; -1 for fields without a
--   number), how many names of visitors, those names, how many names of buyers, those
-- Returns for each point: visitors, buyers, one number per metric, then a flat list of currencies and minor units as text.
-- Costs an EXISTS per point, an HMGET per piece, with an HGETALL for revenue, and a PFCOUNT over each list of names, for each shard;
-- the caller bounds them.

local call = redis.call
local letters = {}
for letter in ARGV[1]:gmatch('[^,]+') do letters[#letters + 1] = letter end
local revenue = ARGV[2] ~= ''
local moneyField = '^(%d*)' .. ARGV[2] .. '(%u+)$'
local cursor = 3

local function take()
  cursor = cursor + 1
  return ARGV[cursor - 1]
end

-- How many visitors the named HyperLogLogs have together; each is in one shard, so the shards add up.
local function takeVisitors()
  local names = {}
  for place = 1, tonumber(take()) do names[place] = take() end
  if #names == 0 then return 0 end
  local visitors, keys = 0, {}
  for _, base in ipairs(KEYS) do
    for place, name in ipairs(names) do keys[place] = base .. name end
    visitors = visitors + call('PFCOUNT', unpack(keys))
  end
  return visitors
end

local function addMoney(key, low, high, money)
  local all = call('HGETALL', key)
  for index = 1, #all, 2 do
    local slot, currency = all[index]:match(moneyField)
    local number = slot and (slot == '' and -1 or tonumber(slot))
    if number and number >= low and number <= high then
      money[#money + 1] = currency
      money[#money + 1] = all[index + 1]
    end
  end
end

local function takePieces(count)
  local pieces = {}
  for at = 1, count do
    local piece = { name = take(), low = tonumber(take()), high = tonumber(take()), fields = {} }
    for slot = piece.low, piece.high do
      for place = 1, #letters do piece.fields[#piece.fields + 1] = (slot < 0 and '' or slot) .. letters[place] end
    end
    pieces[at] = piece
  end
  return pieces
end

-- A point may have many pieces in a time without events.
local function anyThere(base, pieces)
  if #pieces < 2 then return #pieces == 1 end
  local keys = {}
  for place, piece in ipairs(pieces) do keys[place] = base .. piece.name end
  return call('EXISTS', unpack(keys)) > 0
end

local function addPiece(base, piece, sums, money)
  local key, fields = base .. piece.name, piece.fields
  local values = #fields > 0 and call('HMGET', key, unpack(fields)) or {}
  for index = 1, #fields do
    local place = (index - 1) % #letters + 1
    if values[index] then sums[place] = sums[place] + values[index] end
  end
  if revenue then addMoney(key, piece.low, piece.high, money) end
end

local points = {}
while cursor <= #ARGV do
  local sums, money = {}, {}
  for place = 1, #letters do sums[place] = 0 end
  local pieces = takePieces(tonumber(take()))
  for _, base in ipairs(KEYS) do
    for _, piece in ipairs(anyThere(base, pieces) and pieces or {}) do addPiece(base, piece, sums, money) end
  end
  local point = { takeVisitors(), takeVisitors() }
  for place = 1, #letters do point[#point + 1] = sums[place] end
  point[#point + 1] = money
  points[#points + 1] = point
end
return points

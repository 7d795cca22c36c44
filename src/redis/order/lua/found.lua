-- Reads the next of a list of orders by the moment they were placed.
-- KEYS[1] the list
-- ARGV[1] 'b' for the oldest first, else ''
-- ARGV[2] the first moment, in milliseconds
-- ARGV[3] the last moment
-- ARGV[4] the moment of the order after which it goes on, or ''
-- ARGV[5] that order, or ''
-- ARGV[6] how many orders
-- Returns { id, moment, ... } in the direction that was asked for.
-- Costs O(log n + orders), and more where many were placed at the same moment.
-- @include base/whole
local backwards, least, most, count = ARGV[1] == 'b', ARGV[2], ARGV[3], whole(ARGV[6])
local after_at, after_id = tonumber(ARGV[4]), ARGV[5]
if after_at and backwards then least = ARGV[4] end
if after_at and not backwards then most = ARGV[4] end

-- Whether an order of the moment of the one that was read last has been read, too: ties are in the order of their ids.
local function is_before(id, at)
  if not after_at or tonumber(at) ~= after_at then return false end
  if backwards then return id <= after_id end
  return id >= after_id
end

local CHUNK = 100
local found, offset = {}, 0
while #found < 2 * count do
  local read = backwards
      and redis.call('ZRANGE', KEYS[1], least, most, 'BYSCORE', 'LIMIT', offset, CHUNK, 'WITHSCORES')
    or redis.call('ZRANGE', KEYS[1], most, least, 'BYSCORE', 'REV', 'LIMIT', offset, CHUNK, 'WITHSCORES')
  for at = 1, #read, 2 do
    if #found < 2 * count and not is_before(read[at], read[at + 1]) then
      found[#found + 1] = read[at]
      found[#found + 1] = read[at + 1]
    end
  end
  if #read < 2 * CHUNK then break end
  offset = offset + CHUNK
end
return found

-- The orders of the products for sale, by name, price and pieces sold. Each is a sorted set of product numbers, in 8 digits, whose
-- scores are whole numbers below 2^53, and a bit-sliced index of the same: bitmap `slice:<order>:<i>` holds the products whose
-- score has the bit i. The slices find the next products of any set in the order without walking over those in between.
-- @include base/surely
local slices_most = 53

-- What is no such number counts as the nearest that is one.
local function score_of(value) return math.min(math.floor(math.max(0, tonumber(value) or 0)), 2 ^ slices_most - 1) end

local function slice_key(slices, order, place) return slices .. ':' .. order .. ':' .. place end

local function move_in_slices(slices, order, number, old, new)
  local place = 0
  while old ~= new and place < slices_most do
    local old_bit, new_bit = old % 2, new % 2
    if old_bit ~= new_bit then surely('SETBIT', slice_key(slices, order, place), tonumber(number) or 0, new_bit) end
    old, new, place = (old - old_bit) / 2, (new - new_bit) / 2, place + 1
  end
end

local function put_in_order(key, slices, order, number, score)
  local old, new = surely('ZSCORE', key, number), score_of(score)
  if tonumber(old or nil) == new then return end
  surely('ZADD', key, string.format('%.0f', new), number)
  move_in_slices(slices, order, number, score_of(old or nil), new)
end

-- Returns the score that it had.
local function take_from_order(key, slices, order, number)
  local old = surely('ZSCORE', key, number)
  if not old then return 0 end
  surely('ZREM', key, number)
  move_in_slices(slices, order, number, score_of(old), 0)
  return score_of(old)
end

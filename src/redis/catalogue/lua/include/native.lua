-- Sets of products as bitmaps that Redis itself combines and counts: some 5 us each with 100,000 products. What is made on the way are
-- keys that nobody else sees: they are gone when the script ends, and neither replicas nor the append-only file are told of them.
-- `passing` is how their names begin.
-- @include catalogue/order
redis.set_repl(redis.REPL_NONE)
local passing_count = 0

local function passing_key(passing)
  passing_count = passing_count + 1
  return passing .. ':' .. passing_count
end

local function forget_passing(passing)
  for number = 1, passing_count do redis.call('DEL', passing .. ':' .. number) end
end

-- The key of a bitmap that is kept until the script ends.
local function kept(passing, bitmap)
  local key = passing_key(passing)
  redis.call('SET', key, bitmap)
  return key
end

local function combined(passing, operation, ...)
  local key = passing_key(passing)
  redis.call('BITOP', operation, key, ...)
  return key
end

-- The products of the set whose score in the order is the bound or more: slice by slice, the lowest first.
local function at_least_bound(passing, slices, order, set, bound)
  local key, rest = combined(passing, 'AND', set, set), bound
  for place = 0, slices_most - 1 do
    local slice, is_one = slice_key(slices, order, place), rest % 2 == 1
    rest = (rest - rest % 2) / 2
    if is_one then
      redis.call('BITOP', 'AND', key, key, slice)
    elseif redis.call('EXISTS', slice) == 1 then
      redis.call('BITOP', 'OR', key, key, slice)
    end
  end
  redis.call('BITOP', 'AND', key, key, set)
  return key
end

-- The products for sale whose price is in the range, which ends before `below`; nil for any.
local function in_price_range(passing, slices, bits, least, below)
  local key = at_least_bound(passing, slices, 'price', bits, least or 0)
  if not below then return key end
  local dear = at_least_bound(passing, slices, 'price', key, below)
  return combined(passing, 'XOR', key, dear)
end

-- The score of one of the first products of the order that is in the set; nil where none of so many is.
local function near_score(order, set, wants_highest, most)
  local command = wants_highest and 'ZREVRANGE' or 'ZRANGE'
  for _, member in ipairs(redis.call(command, order.key, 0, most - 1)) do
    if redis.call('GETBIT', set, tonumber(member) or 0) == 1 then return redis.call('ZSCORE', order.key, member) end
  end
end

-- The highest score in the set, or the lowest, as text; the set has products.
local function extreme_score(passing, order, set, wants_highest)
  local near = near_score(order, set, wants_highest, 100)
  if near then return string.format('%.0f', tonumber(near) or 0) end
  local score, left = 0, combined(passing, 'AND', set, set)
  local ones, zeros = passing_key(passing), passing_key(passing)
  for place = slices_most - 1, 0, -1 do
    local slice = slice_key(order.slices, order.name, place)
    if redis.call('EXISTS', slice) == 1 then
      redis.call('BITOP', 'AND', ones, left, slice)
      redis.call('BITOP', 'XOR', zeros, left, ones)
      local is_one = redis.call('BITPOS', wants_highest and ones or zeros, 1) >= 0
      if not wants_highest then is_one = not is_one end
      if is_one then score = score + 2 ^ place end
      redis.call('BITOP', 'AND', left, left, is_one and ones or zeros)
    end
  end
  return string.format('%.0f', score)
end

-- Finding the next products of an order: by walking along its sorted set, or of any set of products by the slices of the order.
-- A place is {key = score in the order, number = product}; places follow each other by key, then number.
-- @include catalogue/order
-- @include catalogue/number-sets
local top_slice = 52

local function member_of(number) return string.format('%08d', number) end

-- Whether a product comes after the place, walking up (step 1) or down (step -1).
local function is_beyond(place, step, key, number)
  if not place then return true end
  if key ~= place.key then return (key > place.key) == (step > 0) end
  return number ~= place.number and (number > place.number) == (step > 0)
end

-- The rank, in the direction of walking, of the first product after the place; it may have moved or gone itself.
local function rank_beyond(order_key, step, place)
  if not place then return 0 end
  local command = step > 0 and 'ZRANGE' or 'ZREVRANGE'
  local low, high = 0, redis.call('ZCARD', order_key)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local at = redis.call(command, order_key, middle, middle, 'WITHSCORES')
    if is_beyond(place, step, tonumber(at[2]), tonumber(at[1])) then high = middle else low = middle + 1 end
  end
  return low
end

-- Walks over the products, so many at a time, and visits each that passes, until visit returns true; gives up where fewer
-- than one in `one_in` pass.
-- Returns the place it came to, or nil at the end of the order and where visit has returned true.
local function walk_order(order_key, step, place, at_a_time, one_in, passes, visit)
  local command = step > 0 and 'ZRANGE' or 'ZREVRANGE'
  local rank = rank_beyond(order_key, step, place)
  local function key_of(member) return tonumber(redis.call('ZSCORE', order_key, member)) end
  while true do
    local chunk, passed = redis.call(command, order_key, rank, rank + at_a_time - 1), 0
    if #chunk == 0 then return nil end
    for _, member in ipairs(chunk) do
      local number = tonumber(member)
      if passes(number) then
        passed = passed + 1
        if visit(number, key_of(member)) then return nil end
      end
    end
    rank = rank + #chunk
    if passed * one_in < #chunk then return { key = key_of(chunk[#chunk]), number = tonumber(chunk[#chunk]) } end
  end
end

-- Visits the numbers in the order of walking, until visit returns true. `order_key` is nil where all have the key 0.
local function visit_sorted(numbers, order_key, step, place, visit)
  if #numbers == 0 then return end
  local members, scores = {}, {}
  if order_key then
    for index = 1, #numbers do members[index] = member_of(numbers[index]) end
    scores = redis.call('ZMSCORE', order_key, unpack(members))
  end
  -- By key, so that only numbers are sorted, without a comparison in Lua.
  local keys, with_key = {}, {}
  for index, number in ipairs(numbers) do
    local key = tonumber(scores[index] or 0)
    if is_beyond(place, step, key, number) then
      local tied = with_key[key]
      if tied then
        tied[#tied + 1] = number
      else
        keys[#keys + 1], with_key[key] = key, { number }
      end
    end
  end
  table.sort(keys)
  for key_index = step > 0 and 1 or #keys, step > 0 and #keys or 1, step do
    local key = keys[key_index]
    local tied = with_key[key]
    table.sort(tied)
    for index = step > 0 and 1 or #tied, step > 0 and #tied or 1, step do
      if visit(tied[index], key) then return true end
    end
  end
end

-- Visits a set whose products all have this key.
local function visit_tied(set, key, step, place, visit)
  local count = #set.at
  local from = place and { key = 0, number = place.number }
  local from_word = place and math.floor(place.number / 32) + 1
  local function visit_with_key(number) return visit(number, key) end
  for index = step > 0 and 1 or count, step > 0 and count or 1, step do
    if not from or (set.at[index] - from_word) * step >= 0 then
      local numbers = {}
      append_numbers(numbers, set, index)
      if visit_sorted(numbers, nil, step, from, visit_with_key) then return true end
    end
  end
end

-- Visits a set of products in an order, from the place on, until visit returns true; returns true then. The set is halved by
-- the slices of the order, the highest first, and what is on the wrong side of the place is left out, until there are at most
-- `max_sorted` to sort. `sets` works on sets of their kind:
--   numbers(set, most): those in the set, nil if they are more;
--   halves(set, slice): those without and those with a slice, which is the key of a bitmap; the set is used up;
--   words(set): as catalogue/number-sets has it.
local function visit_sliced(sets, order, set, step, place, max_sorted, visit)
  -- `part` has all of the set whose keys begin with the bits of `key`, the highest first, down to this height.
  local function descend(part, height, key, from)
    local numbers = sets.numbers(part, max_sorted)
    if numbers then return visit_sorted(numbers, order.key, step, from, visit) end
    if height < 0 or not order.key then return visit_tied(sets.words(part), key, step, from, visit) end
    local weight, halves = 2 ^ height, {}
    halves[0], halves[1] = sets.halves(part, slice_key(order.slices, order.name, height))
    local from_bit = from and math.floor(from.key / weight) % 2
    for bit_now = step > 0 and 0 or 1, step > 0 and 1 or 0, step do
      local on_the_way = from_bit == bit_now
      if not from or on_the_way or (bit_now > from_bit) == (step > 0) then
        if descend(halves[bit_now], height - 1, key + bit_now * weight, on_the_way and from or nil) then return true end
      end
    end
  end
  return descend(set, top_slice, 0, place)
end

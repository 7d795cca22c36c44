-- What the words of a list find, as a bitmap that is gone when the script ends.
-- @include catalogue/match
-- @include catalogue/native
-- @include catalogue/number-sets
local function bitmap_of_group(group, level, passing)
  local numbers, found = {}, {}
  for _, number in ipairs(group.numbers) do
    if group.levels[number] >= level then numbers[#numbers + 1] = number end
  end
  found[1] = kept(passing, bitmap_of(numbers))
  for _, each in ipairs(group.bitmaps) do
    if each.level >= level then found[#found + 1] = kept(passing, each.bitmap) end
  end
  return #found > 1 and combined(passing, 'OR', unpack(found)) or found[1]
end

-- What the groups with bitmaps find at the level or a better one; all that are for sale where there is no such group.
local function bitmap_at_least(plan, level, bits, passing)
  if #plan.bitmaps == 0 then return bits end
  local keys = { bits }
  for _, group in ipairs(plan.bitmaps) do keys[#keys + 1] = bitmap_of_group(group, math.min(level, 3), passing) end
  if level > 3 and not has_near(plan) then return passing_key(passing) end
  for _, group in ipairs(level > 3 and plan.near or {}) do keys[#keys + 1] = bitmap_of_group(group, 1, passing) end
  return combined(passing, 'AND', unpack(keys))
end

-- The products that the words and tags find; nil while one of these is being indexed.
local function found_by_words(plan, bits, passing)
  if #plan.unready > 0 then return nil end
  if not plan.listed[1] then return bitmap_at_least(plan, 1, bits, passing) end
  local numbers = {}
  for _, number in ipairs(plan.listed[1].numbers) do
    if level_of(plan, number) > 0 then numbers[#numbers + 1] = number end
  end
  return combined(passing, 'AND', kept(passing, bitmap_of(numbers)), bits)
end

-- Which products the terms of a search find, and how well: at level 3 where all words are whole words of the name, 2 where words
-- of the name begin with them, 1 where some are only in the description. A tag is there or not. A term is known by what its
-- products are read from: few products from its postings, many from its bitmaps; from the texts only where it has no whole
-- bitmaps, being filled at the moment or beyond those that are kept.
-- @include catalogue/bits
-- @include catalogue/number-sets
local bit_masks = { [0] = 128, 64, 32, 16, 8, 4, 2, 1 }

local function has_bit(bitmap, number)
  local offset = number % 8
  local byte = string.byte(bitmap, (number - offset) / 8 + 1)
  return byte ~= nil and bit.band(byte, bit_masks[offset]) ~= 0
end

local function listed_term(postings, term)
  local first, last = bounds_of(term)
  local levels, numbers = {}, {}
  for _, posting in ipairs(redis.call('ZRANGEBYLEX', postings, first, last)) do
    local word, field, number = parse_posting(posting)
    local level = field == 'm' and 1 or (word == term and 3 or 2)
    if not levels[number] then numbers[#numbers + 1] = number end
    levels[number] = math.max(level, levels[number] or 0)
  end
  return { numbers = numbers, level_of = function(number) return levels[number] or 0 end }
end

local function bitmap_term(bits, term)
  local in_name = redis.call('GET', bits_key(bits, 'n', term)) or ''
  if is_tag(term) then
    return {
      level_of = function(number) return has_bit(in_name, number) and 3 or 0 end,
      bitmaps = function() return in_name end,
    }
  end
  local whole = redis.call('GET', bits_key(bits, 'w', term)) or ''
  local more = redis.call('GET', bits_key(bits, 'm', term)) or ''
  return {
    -- No product is found at a better level.
    best = whole ~= '' and 3 or (in_name ~= '' and 2 or 1),
    level_of = function(number)
      if has_bit(whole, number) then return 3 end
      if has_bit(in_name, number) then return 2 end
      return has_bit(more, number) and 1 or 0
    end,
    -- One or two that together have the products which it finds at this level at least.
    bitmaps = function(level)
      if level == 3 then return whole end
      return in_name, level == 1 and more ~= '' and more or nil
    end,
  }
end

local function level_in_text(text, term)
  if is_tag(term) then return string.find(text, term .. '#', 1, true) and 3 or 0 end
  local name, more = string.match(text, '^([^\1]*)\1([^\1]*)')
  if string.find(name, ' ' .. term .. ' ', 1, true) then return 3 end
  if string.find(name, ' ' .. term, 1, true) then return 2 end
  return string.find(more, ' ' .. term, 1, true) and 1 or 0
end

-- The terms to match, the rarest first: {listed}, {with bitmaps}, {unready: their names}.
local function plan_of(terms, postings, frequent, bits, max_listed)
  local counts, plan = {}, { listed = {}, bitmaps = {}, unready = {} }
  for _, term in ipairs(terms) do counts[term] = count_of(postings, term) end
  table.sort(terms, function(a, b) return counts[a] < counts[b] end)
  for _, term in ipairs(terms) do
    if counts[term] <= max_listed then
      plan.listed[#plan.listed + 1] = listed_term(postings, term)
    elseif redis.call('HGET', frequent, term) == 'ready' then
      plan.bitmaps[#plan.bitmaps + 1] = bitmap_term(bits, term)
    else
      plan.unready[#plan.unready + 1] = term
    end
  end
  return plan
end

-- The level at which all terms but the unready find the product; 0 where they do not.
local function level_of(plan, number)
  local level = 3
  for _, term in ipairs(plan.listed) do level = math.min(level, term.level_of(number)) end
  for _, term in ipairs(plan.bitmaps) do
    if level == 0 then return 0 end
    level = math.min(level, term.level_of(number))
  end
  return level
end

-- The products that the terms with bitmaps find at the level or a better one, out of `known`, those at the level below; all that
-- are for sale where there is no such term.
local function set_at_least(plan, level, known, bits)
  for _, term in ipairs(plan.bitmaps) do
    if term.best and term.best < level then return no_numbers end
  end
  if #plan.bitmaps == 0 then return set_of(redis.call('GET', bits) or '') end
  local set = known
  for _, term in ipairs(plan.bitmaps) do
    set = set and narrowed(set, term.bitmaps(level)) or set_of(term.bitmaps(level))
  end
  return set
end

-- Keeps the bitmaps of the frequent terms while products are written.
-- @include base/surely
-- @include catalogue/bits
local known = {}
local function has_bits(frequent, term)
  if known[term] == nil then known[term] = surely('HEXISTS', frequent, term) == 1 end
  return known[term]
end

local frequent_beginnings = {}

-- The beginnings of a term that have bitmaps, of what is found whole only the whole; also the first beginning that has none.
local function beginnings_of(frequent, term)
  local found = frequent_beginnings[term]
  if found then return found.list, found.beyond end
  found = { list = {} }
  for length = is_whole(term) and #term or 1, #term do
    local beginning = string.sub(term, 1, length)
    if not has_bits(frequent, beginning) then
      found.beyond = beginning
      break
    end
    found.list[#found.list + 1] = beginning
  end
  frequent_beginnings[term] = found
  return found.list, found.beyond
end

-- The bitmaps that a product is in, as a set of `<field>:<term>`.
local function bitmaps_of(frequent, fields)
  local field_of, found = {}, {}
  for term, field in pairs(fields) do
    local beginnings, beyond = beginnings_of(frequent, term)
    for _, beginning in ipairs(beginnings) do
      if field_of[beginning] ~= 'n' then field_of[beginning] = field end
    end
    if not beyond and field == 'n' and not is_whole(term) then found['w:' .. term] = true end
  end
  for beginning, field in pairs(field_of) do found[field .. ':' .. beginning] = true end
  return found
end

-- Moves a product from the bitmaps of its former terms to those of its terms now.
local function mark(bits, frequent, number, old_fields, fields)
  local old, new = bitmaps_of(frequent, old_fields), bitmaps_of(frequent, fields)
  local filling = surely('HGET', frequent, '')
  if filling then
    -- Filling may have come to some of the old postings and passed the new ones: both bits are written.
    old['n:' .. filling], old['m:' .. filling] = true, true
  end
  for name in pairs(old) do
    if not new[name] then surely('SETBIT', bits .. ':' .. name, number, 0) end
  end
  for name in pairs(new) do
    if not old[name] or string.sub(name, 3) == filling then surely('SETBIT', bits .. ':' .. name, number, 1) end
  end
end

-- Begins the bitmaps of one of the terms, or beginnings, that enough products have. One at a time is filled: the field '' names it.
local function begin_bits(postings, frequent, fields, least, most)
  if surely('HEXISTS', frequent, '') == 1 or surely('HLEN', frequent) >= most then return end
  for term in pairs(fields) do
    local _, beyond = beginnings_of(frequent, term)
    if beyond and count_of(postings, beyond) >= least then
      known[beyond], frequent_beginnings = true, {}
      surely('HSET', frequent, '', beyond, beyond, (bounds_of(beyond)))
      return
    end
  end
end

local function fill_one(bits, term, posting)
  local word, field, number = parse_posting(posting)
  if field == 'n' then
    surely('SETBIT', bits_key(bits, 'n', term), number, 1)
    surely('SETBIT', bits_key(bits, 'm', term), number, 0)
    if word == term and not is_whole(term) then surely('SETBIT', bits_key(bits, 'w', term), number, 1) end
  elseif surely('GETBIT', bits_key(bits, 'n', term), number) == 0 then
    surely('SETBIT', bits_key(bits, 'm', term), number, 1)
  end
end

-- Goes on filling the bitmaps that were begun, by at most `step` postings.
local function fill_bits(postings, bits, frequent, step)
  local term = surely('HGET', frequent, '')
  if not term then return end
  local _, last = bounds_of(term)
  local from = surely('HGET', frequent, term) or '-'
  local found = surely('ZRANGEBYLEX', postings, from, last, 'LIMIT', 0, step)
  for _, posting in ipairs(found) do fill_one(bits, term, posting) end
  local reached = found[step]
  if reached then
    surely('HSET', frequent, term, '(' .. reached)
  else
    surely('HSET', frequent, term, 'ready')
    surely('HDEL', frequent, '')
  end
end

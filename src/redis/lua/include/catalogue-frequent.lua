-- Keeps the bitmaps of the frequent terms while products are written.
-- @include catalogue-bits
local known = {}
local function has_bits(frequent, term)
  if known[term] == nil then known[term] = redis.call('HEXISTS', frequent, term) == 1 end
  return known[term]
end

-- Sets or clears the product's bit in each bitmap of its terms and their beginnings. Returns the terms and beginnings next
-- to those, which have no bitmap yet.
local function mark(bits, frequent, terms, number, bit)
  local done, beyond = {}, {}
  local function visit(term)
    if done[term] then return true end
    if not has_bits(frequent, term) then
      beyond[#beyond + 1] = term
      return false
    end
    done[term] = true
    redis.call('SETBIT', bits_key(bits, term), number, bit)
    return true
  end
  for _, term in ipairs(terms) do
    local length = is_tag(term) and #term or 1
    while length <= #term and visit(string.sub(term, 1, length)) do length = length + 1 end
  end
  return beyond
end

-- Begins the bitmap of the first of these terms that enough products have. One at a time is filled: the field '' names it.
local function begin_bits(postings, frequent, terms, least, most)
  if redis.call('HEXISTS', frequent, '') == 1 or redis.call('HLEN', frequent) >= most then return end
  for _, term in ipairs(terms) do
    if not known[term] and count_of(postings, term) >= least then
      known[term] = true
      redis.call('HSET', frequent, '', term, term, (bounds_of(term)))
      return
    end
  end
end

-- Goes on filling the bitmap that was begun, by at most `step` postings.
local function fill_bits(postings, bits, frequent, step)
  local term = redis.call('HGET', frequent, '')
  if not term then return end
  local _, last = bounds_of(term)
  local from = redis.call('HGET', frequent, term)
  local found = redis.call('ZRANGEBYLEX', postings, from, last, 'LIMIT', 0, step)
  for _, posting in ipairs(found) do
    redis.call('SETBIT', bits_key(bits, term), string.match(posting, '%z(.*)$'), 1)
  end
  if #found == step then
    redis.call('HSET', frequent, term, '(' .. found[step])
  else
    redis.call('HSET', frequent, term, 'ready')
    redis.call('HDEL', frequent, '')
  end
end

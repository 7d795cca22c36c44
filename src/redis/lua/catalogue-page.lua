-- Finds one page of active products.
-- KEYS: products, text, postings, members, numbers, frequent, bits, and the ZSET of the order asked for
-- ARGV: order (name, price, newest, sold, relevance), direction of walking (1 up, -1 down), page size,
--       cursor score and cursor member ('' for the start), candidates at most, matches sorted at most, examined at most,
--       then the terms: `word` finds words that start with it, `#tag` exactly that tag
-- Returns {more (1/0), score and member of the place to go on from, then score, member and stored product of each}.
-- Costs: with a rare term O(candidates); else O(numbers of products / 8) to put bitmaps together, and either
--        O(matches sorted) or a walk of the order that examines at most ARGV[8] products.
-- @include byte-order
-- @include catalogue-search
local products, texts, postings, members, numbers, frequent, bits, order_key = unpack(KEYS)
local order, step, size = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local cursor_score, cursor_member = tonumber(ARGV[4]), ARGV[5]
local max_candidates, max_sorted, max_examined = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local chunk_size = 200
local terms = { unpack(ARGV, 9) }

local function before(score_a, member_a, score_b, member_b)
  if score_a ~= score_b then
    if step > 0 then return score_a < score_b end
    return score_a > score_b
  end
  if step > 0 then return bytes_before(member_a, member_b) end
  return bytes_before(member_b, member_a)
end

-- Puts an entry into its place among the best so far, of which no more are kept than make a page and tell of another.
local function keep(best, entry)
  local worst = best[size + 1]
  if worst and not before(entry.score, entry.member, worst.score, worst.member) then return end
  local low, high = 1, #best + 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    if before(entry.score, entry.member, best[middle].score, best[middle].member) then high = middle else low = middle + 1 end
  end
  table.insert(best, low, entry)
  best[size + 2] = nil
end

local function sku_of(member) return string.match(member, '%z(.*)$') end

-- What is left of the terms where those with a whole bitmap are looked up in it: {bitmaps}, {needles of the others}.
local function tests_of(others)
  local bitmaps, needles = {}, {}
  for _, term in ipairs(others) do
    if redis.call('HGET', frequent, term) == 'ready' then
      bitmaps[#bitmaps + 1] = redis.call('GET', bits_key(bits, term))
    else
      needles[#needles + 1] = needle_of(term)
    end
  end
  return bitmaps, needles
end

-- The numbers of those products, in any order, that pass the tests; also their texts where those were read.
local function passing(candidates, bitmaps, needles)
  local passed, passed_texts = {}, {}
  for _, number in ipairs(candidates) do
    local all = true
    for index = 1, #bitmaps do all = all and has_bit(bitmaps[index], number) end
    if all then passed[#passed + 1] = number end
  end
  if #needles == 0 and order ~= 'relevance' then return passed end
  local found = {}
  for start = 1, #passed, chunk_size do
    local chunk = { unpack(passed, start, math.min(start + chunk_size - 1, #passed)) }
    for index, text in ipairs(redis.call('HMGET', texts, unpack(chunk))) do
      if matches(text, needles) then
        found[#found + 1] = chunk[index]
        passed_texts[#found] = text
      end
    end
  end
  return found, passed_texts
end

-- Picks the page out of all matches.
local function page_of_matches(found, found_texts)
  local best = {}
  for start = 1, #found, chunk_size do
    local chunk = redis.call('HMGET', members, unpack(found, start, math.min(start + chunk_size - 1, #found)))
    local scores = {}
    if order ~= 'name' then
      for index, member in ipairs(chunk) do chunk[index] = sku_of(member) end
      scores = redis.call('ZMSCORE', order_key, unpack(chunk))
    end
    for index, member in ipairs(chunk) do
      local score = tonumber(scores[index]) or 0
      if order == 'relevance' then
        score = relevance(found_texts[start + index - 1], terms) * 1e9 + math.min(score, 999999999)
      end
      if cursor_member == '' or before(cursor_score, cursor_member, score, member) then
        keep(best, { score = score, member = member })
      end
    end
  end
  local more = #best > size
  best[size + 1] = nil
  return best, more
end

-- The numbers of the products of a term.
local function numbers_of(term)
  local first, last = bounds_of(term)
  local found, seen = {}, {}
  for _, posting in ipairs(redis.call('ZRANGEBYLEX', postings, first, last)) do
    local number = tonumber(string.match(posting, '%z(.*)$'))
    if not seen[number] then
      seen[number] = true
      found[#found + 1] = number
    end
  end
  return found
end

local command = step > 0 and 'ZRANGE' or 'ZREVRANGE'

-- The place in the order right after the cursor, also where the cursor's product has moved or gone.
local function place_after_cursor()
  if cursor_member == '' then return 0 end
  local low, high = 0, redis.call('ZCARD', order_key)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local at = redis.call(command, order_key, middle, middle, 'WITHSCORES')
    if before(cursor_score, cursor_member, tonumber(at[2]), at[1]) then high = middle else low = middle + 1 end
  end
  return low
end

-- Walks the order from the cursor and keeps what passes the tests. Scores are read of what is kept alone.
local function page_of_walk(bitmaps, needles)
  local place, page, examined, last = place_after_cursor(), {}, 0, nil
  local function score_of(member) return tonumber(redis.call('ZSCORE', order_key, member)) end
  local function done(more)
    for _, entry in ipairs(page) do entry.score = score_of(entry.member) end
    return page, more, last and { member = last, score = score_of(last) }
  end
  while examined < max_examined do
    local chunk = redis.call(command, order_key, place, place + chunk_size - 1)
    if #chunk == 0 then return done(false) end
    local skus = chunk
    if order == 'name' then
      skus = {}
      for index, member in ipairs(chunk) do skus[index] = sku_of(member) end
    end
    local chunk_numbers = redis.call('HMGET', numbers, unpack(skus))
    local passed = {}
    for index, number in ipairs(chunk_numbers) do chunk_numbers[index] = tonumber(number) end
    for _, number in ipairs(passing(chunk_numbers, bitmaps, needles)) do passed[number] = true end
    for index, number in ipairs(chunk_numbers) do
      if passed[number] then
        if #page == size then return done(true) end
        page[#page + 1] = { member = chunk[index] }
      end
      last = chunk[index]
    end
    place = place + #chunk
    examined = examined + #chunk
  end
  return done(true)
end

local function find()
  local counts = {}
  for _, term in ipairs(terms) do counts[term] = count_of(postings, term) end
  table.sort(terms, function(a, b) return counts[a] < counts[b] end)
  local rarest = terms[1]
  if rarest and counts[rarest] <= max_candidates then
    return page_of_matches(passing(numbers_of(rarest), tests_of({ unpack(terms, 2) })))
  end
  local bitmaps, needles = tests_of(terms)
  local surely_many = #terms == 1 and counts[rarest] > 2 * max_sorted
  if rarest and #needles == 0 and not surely_many then
    local found = numbers_in_all(bitmaps, max_sorted)
    if found then return page_of_matches(passing(found, {}, {})) end
  end
  if #bitmaps == 0 then bitmaps[1] = redis.call('GET', bits) or '' end
  return page_of_walk(bitmaps, needles)
end

local found, more, last = find()
last = last or found[#found] or { score = 0, member = '' }
local reply = { more and 1 or 0, string.format('%.17g', last.score), last.member }
if #found == 0 then return reply end
local skus = {}
for index, entry in ipairs(found) do skus[index] = order == 'name' and sku_of(entry.member) or entry.member end
local stored = redis.call('HMGET', products, unpack(skus))
for index, entry in ipairs(found) do
  reply[#reply + 1] = string.format('%.17g', entry.score)
  reply[#reply + 1] = entry.member
  reply[#reply + 1] = stored[index]
end
return reply

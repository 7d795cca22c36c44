-- Finds one page of active products.
-- KEYS: products, text, postings, and the ZSET of the order asked for
-- ARGV: order (name, price, newest, sold, relevance), direction of walking (1 up, -1 down), page size,
--       cursor score and cursor member ('' for the start), candidates at most, examined at most, then the terms:
--       `word` finds words that start with it, `#tag` exactly that tag
-- Returns {more (1/0), score and member of the place to go on from, then score, member and stored product of each}.
-- Costs: with a rare term O(candidates); else it walks the order and examines at most ARGV[7] products.
-- @include catalogue-search
local products, texts, postings, order_key = unpack(KEYS)
local order, step, size = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local cursor_score, cursor_member = tonumber(ARGV[4]), ARGV[5]
local max_candidates, max_examined = tonumber(ARGV[6]), tonumber(ARGV[7])
local terms = {}
for at = 8, #ARGV do terms[#terms + 1] = ARGV[at] end
local needles = needles_of(terms)

-- By their bytes, as a sorted set does it. Lua's own < goes by the server's locale, which may see no space in a name.
local function bytes_before(a, b)
  for at = 1, math.min(#a, #b) do
    local byte_a, byte_b = string.byte(a, at), string.byte(b, at)
    if byte_a ~= byte_b then return byte_a < byte_b end
  end
  return #a < #b
end

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
  local low, high = 1, #best + 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    if before(entry.score, entry.member, best[middle].score, best[middle].member) then high = middle else low = middle + 1 end
  end
  if low > size + 1 then return end
  table.insert(best, low, entry)
  best[size + 2] = nil
end

local function sku_of(member) return string.match(member, '%z(.*)$') or member end

-- Picks the page out of the matches of the rarest term.
local function page_of_matches(rarest)
  local first, last = bounds_of(rarest)
  local skus, seen = {}, {}
  for _, posting in ipairs(redis.call('ZRANGEBYLEX', postings, first, last)) do
    local sku = sku_of(posting)
    if not seen[sku] then
      seen[sku] = true
      skus[#skus + 1] = sku
    end
  end
  local best = {}
  for start = 1, #skus, 500 do
    local chunk = { unpack(skus, start, math.min(start + 499, #skus)) }
    local chunk_texts = redis.call('HMGET', texts, unpack(chunk))
    local scores = order == 'name' and {} or redis.call('ZMSCORE', order_key, unpack(chunk))
    for index, sku in ipairs(chunk) do
      local text = chunk_texts[index]
      if text and matches(text, needles) then
        local entry = { sku = sku, member = sku, score = tonumber(scores[index]) or 0 }
        if order == 'name' then entry.member = string.match(redis.call('HGET', products, sku), '^%d+\n([^\n]*)') .. '\0' .. sku end
        if order == 'relevance' then entry.score = relevance(text, terms) * 1e9 + math.min(entry.score, 999999999) end
        if cursor_member == '' or before(cursor_score, cursor_member, entry.score, entry.member) then
          keep(best, entry)
        end
      end
    end
  end
  local more = #best > size
  best[size + 1] = nil
  return best, more
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

-- Walks the order from the cursor and keeps what matches. Scores are read of what is kept alone.
local function page_of_walk()
  local place, page, examined, last = place_after_cursor(), {}, 0, nil
  local function score_of(member) return tonumber(redis.call('ZSCORE', order_key, member)) end
  local function done(more)
    for _, entry in ipairs(page) do entry.score = score_of(entry.member) end
    return page, more, last and { member = last, score = score_of(last) }
  end
  while examined < max_examined do
    local chunk = redis.call(command, order_key, place, place + 199)
    if #chunk == 0 then return done(false) end
    local skus = chunk
    if order == 'name' then
      skus = {}
      for index, member in ipairs(chunk) do skus[index] = sku_of(member) end
    end
    local chunk_texts = redis.call('HMGET', texts, unpack(skus))
    for index, sku in ipairs(skus) do
      local text = chunk_texts[index]
      if text and matches(text, needles) then
        if #page == size then return done(true) end
        page[#page + 1] = { sku = sku, member = chunk[index] }
      end
      last = chunk[index]
    end
    place = place + #skus
    examined = examined + #skus
  end
  return done(true)
end

local rarest, rarest_count = rarest_term(postings, terms)
local found, more, last
if rarest and rarest_count <= max_candidates then
  found, more = page_of_matches(rarest)
else
  found, more, last = page_of_walk()
end

last = last or found[#found] or { score = 0, member = '' }
local reply = { more and 1 or 0, string.format('%.17g', last.score), last.member }
if #found == 0 then return reply end
local skus = {}
for index, entry in ipairs(found) do skus[index] = entry.sku end
local stored = redis.call('HMGET', products, unpack(skus))
for index, entry in ipairs(found) do
  reply[#reply + 1] = string.format('%.17g', entry.score)
  reply[#reply + 1] = entry.member
  reply[#reply + 1] = stored[index]
end
return reply

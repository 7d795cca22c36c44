-- Finds one page of products for sale.
-- KEYS[1] the products, by SKU
-- KEYS[2] the texts that they are found by, by number
-- KEYS[3] the postings of all terms
-- KEYS[4] the SKU of each number
-- KEYS[5] the names in their order
-- KEYS[6] the terms that have bitmaps
-- KEYS[7] the bitmap of what is for sale; how the bitmaps of terms begin
-- KEYS[8] how the slices of the orders begin
-- KEYS[9] the order asked for
-- KEYS[10] how the bitmaps of facets begin
-- KEYS[11] the order by price
-- KEYS[12] synonyms, by word
-- ARGV[1] which order: `name`, `price`, `newest`, `sold` or `relevance`
-- ARGV[2] direction of walking: 1 up, -1 down
-- ARGV[3] page size
-- ARGV[4] level of the place to go on from; '' for the start, as the next two
-- ARGV[5] its key
-- ARGV[6] its member
-- ARGV[7] postings read of a term, products of a range of prices, and prices of what is found, at most
-- ARGV[8] products sorted at most
-- ARGV[9] products walked over at a time
-- ARGV[10] one in how many of these has to match for the walk to go on
-- ARGV[11] texts read at most
-- ARGV[12] least price as a whole number; '' for any
-- ARGV[13] a price as a whole number below which all are; '' for any
-- ARGV[14..] the words, tags and facets that are looked for, as catalogue/match has them
-- Returns { more (1 or 0), level, key and member of the place to go on from, then level, key, member and stored product of each }.
--   The member is the product's number; in the order by name, its place among the names.
-- Costs O(bitmaps of the words * products / 32), then O(products / 32) for each slice of the order, and O(log products) for each
--   price that is read.
-- @include catalogue/label
-- @include catalogue/number-sets
-- @include catalogue/match
-- @include catalogue/price
-- @include catalogue/walk
local products, texts, postings, skus, names, frequent, bits, slices, order_key, facets, by_price, synonyms = unpack(KEYS)
local order_name, step, size = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local place_level, place_key, place_member = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local max_listed, max_sorted, walk_step = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local walk_one_in, texts_left = tonumber(ARGV[10]), tonumber(ARGV[11])
local prices = { key = by_price, least = tonumber(ARGV[12]), below = tonumber(ARGV[13]) }
local words = { unpack(ARGV, 14) }
local ranked = order_name == 'relevance'
-- The newest have the highest numbers, and need no order of their own.
local order = { name = ranked and 'sold' or order_name, slices = slices, key = order_name ~= 'newest' and order_key or nil }

-- The place to go on from, nil for the start of the order. Of a name it is between the labels of those around it, as the product
-- may be gone. The second value tells that nothing comes after it.
local function start_of_page()
  if place_member == '' then return nil, false end
  if order_name ~= 'name' then return { key = place_key, number = tonumber(place_member) }, false end
  local rank = redis.call('ZLEXCOUNT', names, '-', (step > 0 and '[' or '(') .. place_member)
  if step < 0 then rank = rank - 1 end
  local label = rank >= 0 and label_at(names, order_key, rank)
  if not label then return nil, true end
  return { key = label - step, number = step > 0 and math.huge or -1 }, false
end

local plan = plan_of(words, postings, frequent, bits, facets, synonyms, max_listed)
local page, examined = {}, nil
-- Whether what is visited has yet to be judged by its price.
local is_priced = prices.least ~= nil or prices.below ~= nil
local of_price = is_priced and listed_by_price(prices, max_listed)
if of_price then
  table.insert(plan.listed, 1, of_price)
  is_priced = false
end

-- Reads the prices of products that are visited next. True where as many were read as may be: then the page comes back short.
local in_range, last_read, prices_left, is_short = {}, nil, max_listed, false
local function ahead(members)
  is_short = prices_left <= 0 and examined ~= nil
  if is_short then return true end
  prices_left, last_read = prices_left - #members, tonumber(members[#members])
  note_prices(in_range, members, prices)
end
local read_ahead = is_priced and order_name ~= 'price' and ahead or nil

-- Adds a product to the page, if its price is in the range, and the terms that are looked up in texts find it too. True where no more
-- is wanted.
local function add(number, key, level)
  examined = { number = number, key = key, level = level }
  if is_priced and order_name == 'price' then
    -- The walk began within the range, so it has come to its end.
    if not is_in_range(key, prices) then return true end
  elseif is_priced and not in_range[number] then
    return false
  end
  if #plan.unready > 0 then
    texts_left = texts_left - 1
    local text, found = redis.call('HGET', texts, member_of(number)), level_of(plan, number)
    for _, group in ipairs(plan.unready) do found = math.min(found, level_in_text(text, group)) end
    if found == 0 or (ranked and found ~= level) then return texts_left == 0 end
  end
  page[#page + 1] = examined
  return #page > size or (#plan.unready > 0 and texts_left == 0)
end

local found_at_least = {}
local function at_least(level)
  if not found_at_least[level] then
    found_at_least[level] = set_at_least(plan, level, found_at_least[level - 1], bits)
  end
  return found_at_least[level]
end

-- Whether the terms at hand tell a product's level; else it may prove to be of a worse one when its text is read.
local exact = ranked and #plan.unready == 0

-- The products of a level; of all, where the order asks for none.
local function set_of_level(level)
  if not ranked then return at_least(1) end
  return difference(at_least(level), exact and level < 3 and at_least(level + 1) or no_numbers)
end

local function is_of_level(level)
  return function(number)
    local found = level_of(plan, number)
    return found == level or (found > level and not exact)
  end
end

local listed_level = {}
local function level_of_listed(number)
  listed_level[number] = listed_level[number] or level_of(plan, number)
  return listed_level[number]
end

-- Adds the products of a level, the whole order being one, from the place on. True where no more is wanted.
local function add_level(level, place)
  local function visit(number, key) return add(number, key, level) end
  if plan.listed[1] then
    local numbers = {}
    for _, number in ipairs(plan.listed[1].numbers) do
      local found = level_of_listed(number)
      if found == level or (found > level and not exact) then numbers[#numbers + 1] = number end
    end
    return visit_sorted(numbers, order.key, step, place, visit, read_ahead)
  end
  if #words == 0 and order.key then
    local at_a_time = read_ahead and walk_step or size + 1
    -- The last of those that were read is visited, too, since the next page may have to go on from there.
    local function passes(number) return not read_ahead or in_range[number] or number == last_read end
    walk_order(order_key, step, place, at_a_time, math.huge, passes, visit, read_ahead)
    return true
  end
  local set = set_of_level(level)
  -- Where every second word has one, the page is likely to be full after a short walk.
  if order.key and #plan.unready == 0 and not read_ahead and #set.at * 64 > redis.call('ZCARD', order_key) then
    place = walk_order(order_key, step, place, walk_step, walk_one_in, is_of_level(level), visit)
    if not place then return #page > size end
  end
  return visit_sliced(order, set, step, place, max_sorted, visit, read_ahead)
end

local start, done = start_of_page()
if is_priced and order_name == 'price' then start = from_prices(start, step, prices) end
local first, last = 1, 1
if ranked then
  first, last = step > 0 and 1 or 3, step > 0 and 3 or 1
  if start then first = place_level end
end
for level = first, last, step do
  if done then break end
  done = add_level(level, level == first and start or nil)
end

local more = #page > size or texts_left == 0 or is_short
page[size + 1] = nil
local numbers, stored = {}, {}
for index, entry in ipairs(page) do numbers[index] = member_of(entry.number) end
if #page > 0 then stored = redis.call('HMGET', products, unpack(redis.call('HMGET', skus, unpack(numbers)))) end

local function reply_place(entry, document)
  local member = member_of(entry.number)
  if order_name == 'name' then
    document = document or redis.call('HGET', products, redis.call('HGET', skus, member))
    -- One that cannot be read has no name.
    member = (string.match(document, '^%d+\n([^\n]*)\n') or '') .. '\0' .. member
  end
  return tostring(entry.level), string.format('%.0f', entry.key), member
end

local reply = { more and 1 or 0, '', '', '' }
local function put(at, entry, document) reply[at], reply[at + 1], reply[at + 2] = reply_place(entry, document) end
local to_go_on = more and #page < size and examined or page[#page]
if to_go_on then put(2, to_go_on, to_go_on == page[#page] and stored[#page]) end
for index, entry in ipairs(page) do
  local at = #reply + 1
  put(at, entry, stored[index])
  reply[at + 3] = stored[index]
end
return reply

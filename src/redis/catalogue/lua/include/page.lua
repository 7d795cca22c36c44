-- One page of products for sale: what `page` and `native-page` share, which say in their heads what they are given.
-- Takes KEYS[1..12], ARGV[1..]
-- @include catalogue/label
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

-- What is known once the page is asked for: `sets` works on sets of products, as `page_of` says.
local plan, sets
local page, examined = {}, nil
-- Whether the text of each product that is visited has to be looked into.
local needs_texts = false
-- Whether each product that is visited has to be judged by its price, of so many at most: then the page comes back short.
local is_judged, prices_left = false, max_listed
-- Whether the walk along the order by price has to end where the range does.
local is_bounded = false

-- Adds a product to the page, if the terms that are looked up in texts find it too. True where no more is wanted.
local function add(number, key, level)
  examined = { number = number, key = key, level = level }
  -- The walk began within the range, so it has come to its end.
  if is_bounded and not is_in_range(key, prices) then return true end
  if is_judged then
    prices_left = prices_left - 1
    local price = redis.call('ZSCORE', by_price, member_of(number))
    if not is_in_range(tonumber(price or nil), prices) then return prices_left == 0 end
  end
  if needs_texts then
    texts_left = texts_left - 1
    local text, found = redis.call('HGET', texts, member_of(number)), level_of_words(plan, number)
    for _, group in ipairs(plan.unready) do found = math.min(found, level_in_text(text, group)) end
    found = raised(plan, number, found, text)
    if found == 0 or (ranked and found ~= level) then return texts_left == 0 end
  end
  page[#page + 1] = examined
  return #page > size or texts_left == 0 or prices_left == 0
end

local found_at_least = {}
local function at_least(level)
  if not found_at_least[level] then found_at_least[level] = sets.at_least(plan, level, found_at_least[level - 1]) end
  return found_at_least[level]
end

-- Whether the terms at hand tell a product's level; else it may prove to be of a worse one when its text is read.
local exact = false

-- The products of a level; of all, where the order asks for none.
local function set_of_level(level)
  if not ranked then return at_least(1) end
  return sets.without(at_least(level), exact and level < 4 and at_least(level + 1) or nil)
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
    return visit_sorted(numbers, order.key, step, place, visit)
  end
  if #plan.bitmaps == 0 and not needs_texts and order.key then
    walk_order(order_key, step, place, size + 1, math.huge, function() return true end, visit)
    return true
  end
  local set = set_of_level(level)
  if order.key and not needs_texts and sets.are_dense(set, order_key) then
    place = walk_order(order_key, step, place, walk_step, walk_one_in, is_of_level(level), visit)
    if not place then return #page > size or prices_left == 0 end
  end
  return visit_sliced(sets, order, set, step, place, max_sorted, visit)
end

local function fill_page()
  local start, done = start_of_page()
  if is_bounded then start = from_prices(start, step, prices) end
  local first, last = 1, 1
  if ranked then
    local top = has_near(plan) and 4 or 3
    first, last = step > 0 and 1 or top, step > 0 and top or 1
    if start then first = place_level end
  end
  for level = first, last, step do
    if done then break end
    done = add_level(level, level == first and start or nil)
  end
end

local function reply_place(entry, document)
  local member = member_of(entry.number)
  if order_name == 'name' then
    document = document or redis.call('HGET', products, redis.call('HGET', skus, member))
    -- One that cannot be read has no name.
    member = (string.match(document, '^%d+\n([^\n]*)\n') or '') .. '\0' .. member
  end
  return tostring(entry.level), string.format('%.0f', entry.key), member
end

-- The page, as the scripts reply it.
-- `own_sets` has what `visit_sliced` needs, and
--   at_least(plan, level, known): what the words find at the level or a better one; `known` is that of the level below, if it is there;
--   without(set, other): what of the set is not in the other one, or all of it;
--   are_dense(set, order_key): whether a walk along the order is likely to find enough of the set soon.
-- `of_price`: the products of the range of prices as a group that catalogue/match has; nil where the walk along the order by price ends with
-- the range, or where each product is judged by its price.
local function page_of(own_sets, of_price)
  sets, plan = own_sets, plan_of(words, postings, frequent, bits, facets, synonyms, max_listed)
  needs_texts = #plan.unready + #plan.near_unready > 0
  exact = ranked and not needs_texts
  if of_price then
    table.insert(of_price.bitmaps[1] and plan.bitmaps or plan.listed, 1, of_price)
  elseif prices.least or prices.below then
    is_bounded, is_judged = order_name == 'price', order_name ~= 'price'
  end
  fill_page()
  local more = #page > size or texts_left == 0 or prices_left == 0
  page[size + 1] = nil
  local numbers, stored = {}, {}
  for index, entry in ipairs(page) do numbers[index] = member_of(entry.number) end
  if #page > 0 then stored = redis.call('HMGET', products, unpack(redis.call('HMGET', skus, unpack(numbers)))) end
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
end

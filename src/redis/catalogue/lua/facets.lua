#!lua flags=allow-oom
-- Counts what the products that are found have: categories, values of options, prices, and how many are in stock. Each is counted
-- among the products to which all else of the filter applies, so that a list shows what another choice would find.
-- It also runs while Redis is out of memory: all that it writes is gone when it ends.
-- KEYS[1] the postings of all terms
-- KEYS[2] the terms that have bitmaps
-- KEYS[3] the bitmap of what is for sale; how the bitmaps of terms begin
-- KEYS[4] how the bitmaps of facets begin
-- KEYS[5] how the slices of the orders begin
-- KEYS[6] the categories
-- KEYS[7] the labels of values of options
-- KEYS[8] the facets of each product, by number
-- KEYS[9] the order by price
-- KEYS[10] synonyms, by word
-- KEYS[11] how what is made on the way begins
-- ARGV[1] postings read of a term at most
-- ARGV[2] categories counted at most
-- ARGV[3] values counted at most
-- ARGV[4] products whose values are looked at, where there are more values than are counted
-- ARGV[5] slug of the category whose categories below are counted; '' for those at the top
-- ARGV[6] least price as a whole number; '' for any
-- ARGV[7] a price as a whole number below which all are; '' for any
-- ARGV[8] `1` for only what is in stock, else ''
-- ARGV[9] how many groups of facets follow, each facets with \1 between: of the category if one is given, then of each option
-- ARGV[10] how many bounds of prices follow behind these
-- ARGV[11..] the groups, the bounds as whole numbers, and then the words and tags that are looked for, as catalogue/match has them
-- Returns { 'UNREADY' }: a word that is looked for is being indexed, so that nothing can be counted; else { 'OK', how many products
--   are found, how many of them are in stock, lowest and highest price ('' of none), how many have any price, how many cost the
--   first bound or more, the second, ..., how many categories follow, for each its slug and count, then for each value its label
--   and count }.
-- Costs O(bitmaps of the words * products / 32), and O(products / 512) for each category, value and slice.
-- @include base/whole
-- @include catalogue/facets
-- @include catalogue/found
-- @include catalogue/match
-- @include catalogue/native
-- @include catalogue/split
local postings, frequent, bits, facets, slices, categories, labels, faceted, by_price, synonyms, passing = unpack(KEYS)
local max_listed, max_categories, max_values, most_sampled = whole(ARGV[1]), whole(ARGV[2]), whole(ARGV[3]), whole(ARGV[4])
local above, group_count, bound_count = ARGV[5], whole(ARGV[9]), whole(ARGV[10])
local groups, bounds, words = {}, {}, { unpack(ARGV, 11 + group_count + bound_count) }
for at = 1, group_count do groups[at] = split(ARGV[10 + at], '\1') end
for at = 1, bound_count do bounds[at] = whole(ARGV[10 + group_count + at]) end

local function name_of(term) return is_option(term) and (string.match(term, '^[^=]*') or term) or 'category' end

local function any_of(group)
  local keys = {}
  for at, term in ipairs(group) do keys[at] = facet_key(facets, term) end
  return combined(passing, 'OR', unpack(keys))
end

-- What of the filter limits the products, each with the name of what is counted without it.
local function limits_of_filter()
  local limits = {}
  for _, group in ipairs(groups) do limits[#limits + 1] = { key = any_of(group), name = name_of(group[1] or '') } end
  if ARGV[6] ~= '' or ARGV[7] ~= '' then
    local least, below = tonumber(ARGV[6]), tonumber(ARGV[7])
    limits[#limits + 1] = { key = in_price_range(passing, slices, bits, least, below), name = 'price' }
  end
  if ARGV[8] == '1' then limits[#limits + 1] = { key = facet_key(facets, 's'), name = 'stock' } end
  return limits
end

-- The products among which each thing is counted: those to which all of the filter but its own part applies.
local function sets_of(found, limits)
  local sets = {}
  local function set_without(is_left_out)
    local keys = { found }
    for _, limit in ipairs(limits) do
      if not is_left_out(limit.name) then keys[#keys + 1] = limit.key end
    end
    return #keys == 1 and found or combined(passing, 'AND', unpack(keys))
  end
  local all = set_without(function() return false end)
  for _, limit in ipairs(limits) do
    sets[limit.name] = sets[limit.name] or set_without(function(name) return name == limit.name end)
  end
  local without_options = group_count > 0 and set_without(is_option) or all
  return function(name) return sets[name] or all end, without_options
end

local part
local function count_in(set, key)
  -- What is not for sale has no facets.
  if set == bits then return redis.call('BITCOUNT', key) end
  redis.call('BITOP', 'AND', part, set, key)
  return redis.call('BITCOUNT', part)
end

local function count_prices(reply, set)
  local count = redis.call('BITCOUNT', set)
  local lowest, highest = '', ''
  if count > 0 then
    local order = { key = by_price, slices = slices, name = 'price' }
    lowest, highest = extreme_score(passing, order, set, false), extreme_score(passing, order, set, true)
  end
  for _, value in ipairs({ lowest, highest, count }) do reply[#reply + 1] = value end
  for _, bound in ipairs(bounds) do
    reply[#reply + 1] = redis.call('BITCOUNT', at_least_bound(passing, slices, 'price', set, bound))
  end
end

local function count_categories(reply, set)
  local slugs, below = {}, above == '' and '' or above .. '/'
  for _, slug in ipairs(redis.call('HKEYS', categories)) do
    local rest = string.sub(slug, #below + 1)
    if string.sub(slug, 1, #below) == below and not string.find(rest, '/', 1, true) then slugs[#slugs + 1] = slug end
  end
  table.sort(slugs)
  local at_count, counted = #reply + 1, 0
  reply[at_count] = 0
  for _, slug in ipairs(slugs) do
    if counted == max_categories then break end
    local count = count_in(set, facet_key(facets, 'c ' .. slug))
    if count > 0 then
      counted = counted + 1
      reply[#reply + 1], reply[#reply + 2] = slug, count
    end
  end
  reply[at_count] = counted
end

-- Some products of the set, from its whole length.
local function sample_of(set)
  local members, last, length = {}, -1, redis.call('STRLEN', set) * 8
  local is_few = redis.call('BITCOUNT', set) <= most_sampled
  for place = 0, most_sampled - 1 do
    local from = last + 1
    if not is_few then from = math.max(from, math.floor(place * length / most_sampled)) end
    local number = from < length and redis.call('BITPOS', set, 1, from, -1, 'BIT') or -1
    if number < 0 then break end
    members[#members + 1], last = string.format('%08d', number), number
  end
  return members
end

-- The values to count: all, or those of the filter and those that most of the sampled products have.
local function values_to_count(set)
  if redis.call('HLEN', labels) <= max_values then return redis.call('HKEYS', labels) end
  local terms, seen, members = {}, {}, sample_of(set)
  for _, entry in ipairs(#members > 0 and redis.call('HMGET', faceted, unpack(members)) or {}) do
    for _, term in ipairs(split(entry or '', '\1')) do
      if is_option(term) and not seen[term] then terms[#terms + 1] = term end
      seen[term] = (seen[term] or 0) + 1
    end
  end
  for _, group in ipairs(groups) do
    for _, term in ipairs(group) do
      if is_option(term) and not seen[term] then terms[#terms + 1] = term end
      seen[term] = math.huge
    end
  end
  table.sort(terms, function(a, b)
    if seen[a] ~= seen[b] then return seen[a] > seen[b] end
    return a < b
  end)
  return { unpack(terms, 1, max_values) }
end

local function count_values(reply, without, set)
  local terms = values_to_count(set)
  if #terms == 0 then return end
  for at, label in ipairs(redis.call('HMGET', labels, unpack(terms))) do
    local count = count_in(without(name_of(terms[at])), facet_key(facets, terms[at]))
    if count > 0 and label then reply[#reply + 1], reply[#reply + 2] = label, count end
  end
end

local function answer()
  local found = found_by_words(plan_of(words, postings, frequent, bits, facets, synonyms, max_listed), bits, passing)
  if not found then return { 'UNREADY' } end
  local without, without_options = sets_of(found, limits_of_filter())
  part = passing_key(passing)
  local reply = { 'OK', redis.call('BITCOUNT', without('')), count_in(without('stock'), facet_key(facets, 's')) }
  count_prices(reply, without('price'))
  count_categories(reply, without('category'))
  count_values(reply, without, without_options)
  return reply
end

local is_done, reply = pcall(answer)
forget_passing(passing)
if not is_done then error(reply) end
return reply

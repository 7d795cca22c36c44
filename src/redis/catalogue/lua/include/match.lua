-- Which products the words of a search find, and how well: at level 4 where the words stand together in the name, as far as those that are sought
-- together say (`+` and a word that neighbours have in common), 3 where all words are whole words of the name, 2 where words
-- of the name begin with them or are another form of them, 1 where some are only in the description. A tag is there or not.
-- A word is a list of ways, of which the first counts whose groups are all found anywhere; a product is found by all groups of a
-- way, and by a group through one of its alternatives. An alternative is `p` and how a word begins, or the level that it finds a
-- product at in its name, `3`, `2` or `1`, and a whole word or tag; or `f` and a facet. It is known by what its products are read
-- from: few products from its postings, many from its bitmaps; from the texts only where it has no whole bitmaps, being filled at the
-- moment or beyond those that are kept. A facet has bitmaps only. The synonyms of a word are alternatives like its other forms.
-- @include base/surely
-- @include catalogue/bits
-- @include catalogue/facets
-- @include catalogue/number-sets
-- @include catalogue/split
-- @include catalogue/synonyms
local bit_masks = { [0] = 128, 64, 32, 16, 8, 4, 2, 1 }

local function has_bit(bitmap, number)
  local offset = number % 8
  local byte = string.byte(bitmap, (number - offset) / 8 + 1)
  return byte ~= nil and bit.band(byte, bit_masks[offset]) ~= 0
end

local function alternative_of(text, postings, facets)
  if string.byte(text) == 102 then
    local key = facet_key(facets, string.sub(text, 2))
    return { facet = key, term = text, most = 3, count = surely('BITCOUNT', key) }
  end
  local alternative = { term = string.sub(text, 2), most = tonumber(string.sub(text, 1, 1) or nil) or 3 }
  alternative.is_beginning = string.sub(text, 1, 1) == 'p'
  if alternative.is_beginning then
    alternative.first, alternative.last = bounds_of(alternative.term)
  else
    alternative.first, alternative.last = whole_bounds_of(alternative.term)
  end
  alternative.count = surely('ZLEXCOUNT', postings, alternative.first, alternative.last)
  return alternative
end

local function list_facet(group, key)
  local found, set = {}, set_of({ redis.call('GET', key) or '' })
  for index = 1, #set.at do append_numbers(found, set, index) end
  for _, number in ipairs(found) do
    if not group.levels[number] then group.numbers[#group.numbers + 1] = number end
    group.levels[number] = 3
  end
end

-- Adds the products of the alternative to those that the group has listed.
local function list_products(group, alternative, postings)
  local term, levels, numbers = alternative.term, group.levels, group.numbers
  for _, posting in ipairs(redis.call('ZRANGEBYLEX', postings, alternative.first, alternative.last)) do
    local word, field, number = parse_posting(posting)
    local level = field == 'm' and 1 or (word == term and 3 or 2)
    level = math.min(level, alternative.most)
    if not levels[number] then numbers[#numbers + 1] = number end
    levels[number] = math.max(level, levels[number] or 0)
  end
end

-- What is in the bitmaps of an alternative: whole words of names, beginnings of words of names, and those of descriptions.
local function add_bitmaps(group, alternative, bits)
  local term = alternative.term
  if alternative.facet then
    group.bitmaps[#group.bitmaps + 1] = { level = 3, bitmap = redis.call('GET', alternative.facet) or '' }
    group.best = 3
    return
  end
  local function read(field) return redis.call('GET', bits_key(bits, field, term)) or '' end
  local by_level
  if is_whole(term) then
    local in_name, more = read('n'), is_tag(term) and '' or read('m')
    by_level = { [alternative.most] = in_name }
    if more ~= '' then by_level[1] = by_level[1] and { in_name, more } or more end
  elseif alternative.is_beginning then
    by_level = { [3] = read('w'), [2] = read('n'), [1] = read('m') }
  else
    -- Bitmaps do not tell what is a whole word of a description.
    by_level = { [alternative.most] = read('w') }
  end
  for level, found in pairs(by_level) do
    local list = type(found) == 'table' and found or { found }
    for _, bitmap in ipairs(list) do
      if bitmap ~= '' then
        group.bitmaps[#group.bitmaps + 1] = { level = level, bitmap = bitmap }
        group.best = math.max(group.best, level)
      end
    end
  end
end

local function is_ready(frequent, term) return redis.call('HGET', frequent, term) == 'ready' end

-- {alternatives, count}, and the products it lists ({numbers, levels}), its bitmaps with their levels, and whether it has to look
-- into texts.
local function prepare(group, postings, frequent, bits, max_listed)
  group.numbers, group.levels, group.bitmaps, group.best = {}, {}, {}, 0
  group.is_listed = group.count <= max_listed
  for _, alternative in ipairs(group.alternatives) do
    if alternative.facet and group.is_listed then
      list_facet(group, alternative.facet)
    elseif alternative.facet then
      add_bitmaps(group, alternative, bits)
    elseif group.is_listed or alternative.count <= max_listed then
      list_products(group, alternative, postings)
    elseif is_ready(frequent, alternative.term) then
      add_bitmaps(group, alternative, bits)
    else
      group.is_unready = true
    end
  end
  for _, number in ipairs(group.numbers) do group.best = math.max(group.best, group.levels[number]) end
end

local function groups_of(way, postings, facets, synonyms)
  local groups, is_found = {}, true
  for _, text in ipairs(split(way, '\2')) do
    local group = { alternatives = {}, count = 0 }
    local own = split(text, '\1')
    for _, other in ipairs(synonyms_of(synonyms, own)) do own[#own + 1] = other end
    for _, alternative in ipairs(own) do
      local read = alternative_of(alternative, postings, facets)
      if read.count > 0 then group.alternatives[#group.alternatives + 1] = read end
      group.count = group.count + read.count
    end
    if group.count == 0 then is_found = false end
    groups[#groups + 1] = group
  end
  return groups, is_found
end

-- The groups of the way that counts.
local function groups_of_word(word, postings, facets, synonyms)
  local groups, is_found
  for _, way in ipairs(split(word, '\3')) do
    groups, is_found = groups_of(way, postings, facets, synonyms)
    if is_found then return groups, true end
  end
  return groups or {}, false
end

-- The groups to match, the rarest first: {listed}, {with bitmaps}, {unready}. Those that a product has to have for level 4 are `near`, those of
-- them that have to be looked up in texts `near_unready`; there are none if no product has one of them.
local function plan_of(words, postings, frequent, bits, facets, synonyms, max_listed)
  local groups, plan = {}, { listed = {}, bitmaps = {}, unready = {}, near = {}, near_unready = {} }
  local near, is_near_found = {}, true
  for _, word in ipairs(words) do
    local is_near = string.byte(word) == 43
    local own, is_found = groups_of_word(is_near and string.sub(word, 2) or word, postings, facets, synonyms)
    if is_near then is_near_found = is_near_found and is_found end
    local into = is_near and near or groups
    for _, group in ipairs(own) do into[#into + 1] = group end
  end
  table.sort(groups, function(a, b) return a.count < b.count end)
  if groups[1] and groups[1].count == 0 then
    prepare(groups[1], postings, frequent, bits, max_listed)
    plan.listed[1] = groups[1]
    return plan
  end
  for _, group in ipairs(groups) do
    prepare(group, postings, frequent, bits, max_listed)
    local kind = group.is_unready and 'unready' or (group.is_listed and 'listed' or 'bitmaps')
    plan[kind][#plan[kind] + 1] = group
  end
  for _, group in ipairs(is_near_found and near or {}) do
    prepare(group, postings, frequent, bits, max_listed)
    local kind = group.is_unready and 'near_unready' or 'near'
    plan[kind][#plan[kind] + 1] = group
  end
  return plan
end

local function has_near(plan) return #plan.near + #plan.near_unready > 0 end

-- The level at which the group finds the product; 0 where it does not.
local function level_in(group, number)
  local level = group.levels[number] or 0
  for _, each in ipairs(group.bitmaps) do
    if each.level > level and has_bit(each.bitmap, number) then level = each.level end
  end
  return level
end

local function level_in_text(text, group)
  local name, more, tags = string.match(text, '^([^\1]*)\1([^\1]*)\1(.*)$')
  local level = 0
  for _, alternative in ipairs(group.alternatives) do
    local term, found = alternative.term, 0
    if is_tag(term) then
      found = string.find(tags, term .. '#', 1, true) and 3 or 0
    elseif string.find(name, ' ' .. term .. ' ', 1, true) then
      found = 3
    elseif alternative.is_beginning and string.find(name, ' ' .. term, 1, true) then
      found = 2
    elseif string.find(more, ' ' .. term .. (alternative.is_beginning and '' or ' '), 1, true) then
      found = 1
    end
    level = math.max(level, math.min(found, alternative.most))
  end
  return level
end

-- The level at which all words but the unready find the product; 0 where they do not.
local function level_of_words(plan, number)
  local level = 3
  for _, group in ipairs(plan.listed) do level = math.min(level, level_in(group, number)) end
  for _, group in ipairs(plan.bitmaps) do
    if level == 0 then return 0 end
    level = math.min(level, level_in(group, number))
  end
  return level
end

-- The level of a product whose words are found at this one; without its text, what is unready counts as found.
local function raised(plan, number, level, text)
  if level < 3 or not has_near(plan) then return level end
  for _, group in ipairs(plan.near) do
    if level_in(group, number) == 0 then return level end
  end
  for _, group in ipairs(text and plan.near_unready or {}) do
    if level_in_text(text, group) == 0 then return level end
  end
  return 4
end

local function level_of(plan, number) return raised(plan, number, level_of_words(plan, number)) end

-- Those that the group finds at the level or a better one; out of `known`, if it is given.
local function found_by(group, level, known)
  local bitmaps, numbers = {}, {}
  for _, each in ipairs(group.bitmaps) do
    if each.level >= level then bitmaps[#bitmaps + 1] = each.bitmap end
  end
  for _, number in ipairs(group.numbers) do
    if group.levels[number] >= level then numbers[#numbers + 1] = number end
  end
  if #numbers > 0 then bitmaps[#bitmaps + 1] = bitmap_of(numbers) end
  return known and narrowed(known, bitmaps) or set_of(bitmaps)
end

-- The products that the groups with bitmaps find at the level or a better one, out of `known`, those at the level below; all that
-- are for sale where there is no such group.
local function set_at_least(plan, level, known, bits)
  if level > 3 then
    local set = has_near(plan) and (known or set_at_least(plan, 3, nil, bits)) or no_numbers
    for _, group in ipairs(plan.near) do set = found_by(group, 1, set) end
    return set
  end
  for _, group in ipairs(plan.bitmaps) do
    if group.best < level then return no_numbers end
  end
  if #plan.bitmaps == 0 then return set_of({ redis.call('GET', bits) or '' }) end
  local set = known
  for _, group in ipairs(plan.bitmaps) do set = found_by(group, level, set) end
  return set
end

-- Suggests words that begin as somebody types, those of most products first, and products whose names begin so. Words of SKUs and
-- descriptions, and such that are derived from others, are met too: the caller shows only those that it finds in what it is told of a
-- word's products.
-- KEYS[1] the postings of all terms
-- KEYS[2] the names in their order
-- KEYS[3] the SKU of each number
-- KEYS[4] the products, by SKU
-- KEYS[5] the texts that they are found by, by number
-- KEYS[6] the facets of each product, by number
-- ARGV[1] how the word begins; '' for no words
-- ARGV[2] how the name begins
-- ARGV[3] words looked into, and products, at most
-- ARGV[4] postings looked at
-- ARGV[5] products of a word looked into
-- ARGV[6] products suggested at most
-- ARGV[7..] the words before
-- Returns { words, products }. Of each word a list: the word, its number of products, and of some of these the name in lower case, a line
-- break, and the values of options that have the word, with \1 between. Of the products what is stored.
-- Costs O((postings looked at + words * products of a word) * log postings).
-- @include base/whole
-- @include catalogue/bits
-- @include catalogue/facets
-- @include catalogue/split
local postings, names, skus, products, texts, faceted = unpack(KEYS)
local beginning, name, most_words, most_looked_at, most_sources, most_products =
  ARGV[1], ARGV[2], whole(ARGV[3]), whole(ARGV[4]), whole(ARGV[5]), whole(ARGV[6])

local function rank_of(bound) return redis.call('ZLEXCOUNT', postings, '-', '(' .. string.sub(bound, 2)) end

-- Visits so many postings of the range, from all over it: what many products have is met more likely.
local function visit_some(low, high, most, visit)
  local from, count = rank_of(low), redis.call('ZLEXCOUNT', postings, low, high)
  local looked_at = math.min(count, most)
  for place = 0, looked_at - 1 do
    local rank = from + math.floor(place * count / looked_at)
    visit(redis.call('ZRANGE', postings, rank, rank)[1] or '')
  end
end

local function member_of(number) return string.format('%08d', number) end

-- The rarest of the words before that products have at all, and the others.
local function rarest_before()
  local rarest, least, others = nil, nil, {}
  for index = 7, #ARGV do
    local count = count_of(postings, ARGV[index])
    if count > 0 then
      if not least or count < least then
        others[#others + 1] = rarest
        rarest, least = ARGV[index], count
      else
        others[#others + 1] = ARGV[index]
      end
    end
  end
  return rarest, others
end

local function has_all(text, words)
  for _, word in ipairs(words) do
    if not string.find(text, ' ' .. word, 1, true) then return false end
  end
  return true
end

-- Notes a word with the product that it was met at, if that has it in its name or as a variant's.
local function note(found, word, number)
  if not found[word] then found[word], found[#found + 1] = {}, word end
  local numbers = found[word]
  if numbers[#numbers] ~= number then numbers[#numbers + 1] = number end
end

-- Words of products that have the words before.
local function words_beside(rarest, others)
  local found, low, high = {}, bounds_of(rarest)
  visit_some(low, high, most_looked_at, function(posting)
    local _, _, number = parse_posting(posting)
    local text = redis.call('HGET', texts, member_of(number)) or ''
    if not has_all(text, others) then return end
    for word in string.gmatch(string.match(text, '^([^\1]*)') or '', '[^ ]+') do
      if string.sub(word, 1, #beginning) == beginning and word ~= rarest then note(found, word, number) end
    end
  end)
  return found
end

local function words_met()
  local found, low, high = {}, bounds_of(beginning)
  visit_some(low, high, most_looked_at, function(posting)
    local word, field, number = parse_posting(posting)
    if word == '' or is_whole(word) then return end
    if field == 'n' then return note(found, word, number) end
    if not found[word] then found[word], found[#found + 1] = {}, word end
  end)
  return found
end

local function count_of_word(word)
  local low, high = whole_bounds_of(word)
  return redis.call('ZLEXCOUNT', postings, low, high)
end

local function values_with(word, number)
  local values = {}
  for _, term in ipairs(split(redis.call('HGET', faceted, member_of(number)) or '', '\1')) do
    local value = is_option(term) and string.match(term, '=(.*)$')
    if value and string.find(value, word, 1, true) then values[#values + 1] = value end
  end
  return table.concat(values, '\1')
end

-- More products that have the word in their names, where few were met.
local function find_more(numbers, word, count)
  if #numbers >= math.min(most_sources, count) then return end
  local found = { [word] = numbers }
  visit_some('[' .. word .. '\0n', '(' .. word .. '\0o', most_sources, function(posting)
    local _, _, number = parse_posting(posting)
    note(found, word, number)
  end)
end

-- The names of some of the word's products, each with its values of options.
local function add_sources(entry, numbers)
  for index = 1, math.min(most_sources, #numbers) do
    -- Spread over those that were met.
    local number = numbers[math.floor((index - 1) * #numbers / math.min(most_sources, #numbers)) + 1]
    local sku = redis.call('HGET', skus, member_of(number))
    local document = sku and redis.call('HGET', products, sku)
    local shown = document and string.match(document, '^%d+\n([^\n]*)\n')
    if shown then entry[#entry + 1] = shown .. '\n' .. values_with(entry[1], number) end
  end
end

local function suggested_words()
  local rarest, others = rarest_before()
  local found = rarest and words_beside(rarest, others) or words_met()
  local words = {}
  for index, word in ipairs(found) do words[index] = { word, count_of_word(word) } end
  table.sort(words, function(a, b)
    if a[2] ~= b[2] then return a[2] > b[2] end
    return a[1] < b[1]
  end)
  local best = {}
  for index = 1, math.min(most_words, #words) do
    best[index] = words[index]
    local word, count = unpack(words[index])
    find_more(found[word], word, count)
    add_sources(best[index], found[word])
  end
  return best
end

local entries, numbers, stored = redis.call('ZRANGEBYLEX', names, '[' .. name, '(' .. name .. '\255', 'LIMIT', 0, most_products), {}, {}
for index, entry in ipairs(entries) do numbers[index] = string.sub(entry, -8) end
if #numbers > 0 then
  for _, document in ipairs(redis.call('HMGET', products, unpack(redis.call('HMGET', skus, unpack(numbers))))) do
    if document then stored[#stored + 1] = document end
  end
end
return { beginning == '' and {} or suggested_words(), stored }

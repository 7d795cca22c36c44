-- Suggests words that begin as somebody types, those of most products first, and products whose names begin so.
-- KEYS[1] the postings of all terms
-- KEYS[2] the names in their order
-- KEYS[3] the SKU of each number
-- KEYS[4] the products, by SKU
-- ARGV[1] how the word begins; '' for no words
-- ARGV[2] how the name begins
-- ARGV[3] words, and products, at most
-- ARGV[4] postings looked at
-- Returns { words, products }: a list of words, each with its number of products behind it, and what is stored of the products.
-- Costs O(postings looked at * log postings).
-- @include base/whole
-- @include catalogue/bits
local postings, names, skus, products = unpack(KEYS)
local beginning, name, most, most_looked_at = ARGV[1], ARGV[2], whole(ARGV[3]), whole(ARGV[4])

local function count_of_word(word)
  local low, high = whole_bounds_of(word)
  return redis.call('ZLEXCOUNT', postings, low, high)
end

-- Words of the postings, from all over those that begin so: what many products have is met more likely.
local function words_met()
  local low, high = bounds_of(beginning)
  local from = redis.call('ZLEXCOUNT', postings, '-', '(' .. string.sub(low, 2))
  local count = redis.call('ZLEXCOUNT', postings, low, high)
  local looked_at, words, seen = math.min(count, most_looked_at), {}, {}
  for place = 0, looked_at - 1 do
    local rank = from + math.floor(place * count / looked_at)
    local word = parse_posting(redis.call('ZRANGE', postings, rank, rank)[1] or '')
    if word ~= '' and not seen[word] then
      seen[word], words[#words + 1] = true, { text = word, count = count_of_word(word) }
    end
  end
  return words
end

local found = {}
if beginning ~= '' then
  local words = words_met()
  table.sort(words, function(a, b)
    if a.count ~= b.count then return a.count > b.count end
    return a.text < b.text
  end)
  for index = 1, math.min(most, #words) do
    found[#found + 1] = words[index].text
    found[#found + 1] = words[index].count
  end
end
local entries, numbers, stored = redis.call('ZRANGEBYLEX', names, '[' .. name, '(' .. name .. '\255', 'LIMIT', 0, most), {}, {}
for index, entry in ipairs(entries) do numbers[index] = string.sub(entry, -8) end
if #numbers > 0 then
  for _, document in ipairs(redis.call('HMGET', products, unpack(redis.call('HMGET', skus, unpack(numbers))))) do
    if document then stored[#stored + 1] = document end
  end
end
return { found, stored }

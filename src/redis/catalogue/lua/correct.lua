-- Finds words of the catalogue that are meant by words of a search which finds nothing.
-- KEYS[1] the postings of all terms
-- KEYS[2] synonyms, by word
-- ARGV[1..] for each word: the word, the same as catalogue/match has it, '' if it is not looked for itself, how many candidates
--   follow, and these: words that have to be found all, with spaces between
-- Returns for each word the candidate that most products have; '' if the word itself is found, or no candidate is.
-- Costs O(candidates * log postings).
-- @include base/surely
-- @include catalogue/bits
-- @include catalogue/match
local postings, synonyms = unpack(KEYS)

-- How many products have the word, and the word; fewer than one where it is but the beginning of a word, and that one. Most
-- candidates are none.
local function weigh_word(word)
  local first = redis.call('ZRANGEBYLEX', postings, '[' .. word, '+', 'LIMIT', 0, 1)[1]
  if not first or string.sub(first, 1, #word) ~= word then return 0, word end
  if string.byte(first, #word + 1) ~= 0 then return 0.5, (parse_posting(first)) end
  local low, high = whole_bounds_of(word)
  return surely('ZLEXCOUNT', postings, low, high), word
end

local function weigh(candidate)
  local weight, words = math.huge, {}
  for part in string.gmatch(candidate, '[^ ]+') do
    local own, word = weigh_word(part)
    weight, words[#words + 1] = math.min(weight, own), word
  end
  -- Of several words each is a whole one.
  if #words > 1 and weight < 1 then weight = 0 end
  return weight, table.concat(words, ' ')
end

-- How much of the word begins any word: what has more of it in common is none.
local function known_length(word)
  for length = 1, #word do
    local beginning = string.sub(word, 1, length)
    local first = redis.call('ZRANGEBYLEX', postings, '[' .. beginning, '+', 'LIMIT', 0, 1)[1]
    if not first or string.sub(first, 1, length) ~= beginning then return length - 1 end
  end
  return #word
end

local reply, at = {}, 1
while at <= #ARGV do
  local plain, word, count = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]) or 0
  local best, most = '', 0
  local groups, is_found = nil, false
  if word ~= '' then groups, is_found = groups_of_word(word, postings, '', synonyms) end
  if not (groups and is_found) then
    local known = known_length(plain)
    local unknown = string.sub(plain, 1, known + 1)
    for place = at + 3, at + 2 + count do
      if known == #plain or string.sub(ARGV[place], 1, known + 1) ~= unknown then
        local weight, meant = weigh(ARGV[place])
        if weight > most and (weight >= 1 or word ~= '') then best, most = meant, weight end
      end
    end
  end
  reply[#reply + 1] = best
  at = at + 3 + count
end
return reply

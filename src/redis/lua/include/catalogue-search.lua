-- Matching of products against search terms. Search text is ` name words \1 description words \1#tag#tag#`, with a `!`
-- before it for a product that is not for sale.

-- The range of the postings under which a term's products lie.
local function bounds_of(term)
  if string.sub(term, 1, 1) == '#' then return '[' .. term .. '\0', '(' .. term .. '\1' end
  return '[' .. term, '(' .. term .. '\255'
end

local function rarest_term(postings, terms)
  local rarest, fewest
  for _, term in ipairs(terms) do
    local first, last = bounds_of(term)
    local count = redis.call('ZLEXCOUNT', postings, first, last)
    if not fewest or count < fewest then rarest, fewest = term, count end
  end
  return rarest, fewest
end

-- What a search text holds where it matches the terms.
local function needles_of(terms)
  local needles = {}
  for index, term in ipairs(terms) do
    needles[index] = string.sub(term, 1, 1) == '#' and (term .. '#') or (' ' .. term)
  end
  return needles
end

local function matches(text, needles)
  if string.byte(text) == 33 then return false end
  for index = 1, #needles do
    if not string.find(text, needles[index], 1, true) then return false end
  end
  return true
end

-- A whole word of the name counts 4, a word of the name that starts so 2, one of the description 1.
local function relevance(text, terms)
  local name = string.match(text, '^[^\1]*')
  local score = 0
  for _, term in ipairs(terms) do
    if string.find(name, ' ' .. term .. ' ', 1, true) then
      score = score + 4
    elseif string.find(name, ' ' .. term, 1, true) then
      score = score + 2
    else
      score = score + 1
    end
  end
  return score
end

-- Bitmaps of the frequent terms: bit n says whether the product with the number n is found by the term. The one without a term
-- tells which products are for sale. `frequent` names the terms that have one; `ready` where it is whole, else the posting
-- up to which it is filled. A word's beginning has one only if every shorter beginning of it has, so they are found letter by
-- letter (by byte: a part of a letter does no harm).
local function is_tag(term) return string.byte(term) == 35 end

local function bits_key(bits, term) return bits .. ':' .. term end

-- The range of the postings under which a term's products lie.
local function bounds_of(term)
  if is_tag(term) then return '[' .. term .. '\0', '(' .. term .. '\1' end
  return '[' .. term, '(' .. term .. '\255'
end

local function count_of(postings, term)
  local first, last = bounds_of(term)
  return redis.call('ZLEXCOUNT', postings, first, last)
end

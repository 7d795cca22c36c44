-- Bitmaps of product numbers: bit n is the product with the number n. `bits` itself tells which are for sale. A frequent term has
-- up to three, `bits:<field>:<term>`: n, those whose name has a word that begins so (or that have the tag); m, those of the
-- others whose description has; w, those whose name has it as a whole word. `frequent` names the terms that have them; `ready`
-- where they are whole, else the posting up to which they are filled. A word's beginning has them only if every shorter
-- beginning of it has, so they are found letter by letter (by byte: a part of a letter does no harm).
-- A posting is `<word or #tag>\0<field n or m><number in 8 digits>`.
-- @include base/surely
-- A tag, and a word that is derived from others and stands between tildes, are only found whole; they have no bitmap w.
local function is_tag(term) return string.byte(term) == 35 end

local function is_whole(term) return is_tag(term) or string.byte(term) == 126 end

local function bits_key(bits, field, term) return bits .. ':' .. field .. ':' .. term end

local function whole_bounds_of(term) return '[' .. term .. '\0', '(' .. term .. '\1' end

-- The range of the postings under which a term's products lie.
local function bounds_of(term)
  if is_whole(term) then return '[' .. term .. '\0', '(' .. term .. '\1' end
  return '[' .. term, '(' .. term .. '\255'
end

local function count_of(postings, term)
  local first, last = bounds_of(term)
  return surely('ZLEXCOUNT', postings, first, last)
end

-- {word or #tag, field, number} of a posting.
local function parse_posting(posting)
  return string.sub(posting, 1, -11), string.sub(posting, -9, -9), tonumber(string.match(posting, '%d%d?%d?%d?%d?%d?%d?%d?$') or nil) or 0
end

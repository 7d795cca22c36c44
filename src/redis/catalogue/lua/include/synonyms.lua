-- Synonyms of words: a hash whose fields are words as their stems, each with the synonyms as people wrote them (JSON), a line break, and
-- alternatives as catalogue/match has them, with \1 between.
-- @include base/surely
-- @include catalogue/split
local function synonyms_of(synonyms, alternatives)
  local found = {}
  if surely('EXISTS', synonyms) == 0 then return found end
  for _, alternative in ipairs(alternatives) do
    local kind, term = string.match(alternative, '^([p2])([^#~].*)$')
    local stored = kind and surely('HGET', synonyms, term)
    for _, other in ipairs(split(stored and string.match(stored, '\n(.*)$') or '', '\1')) do found[#found + 1] = other end
  end
  return found
end

-- Puts a product among those that its terms find. `keys` are those of the `postings`, the `frequent` terms and the `bits`; `limits` are
-- how many products make a term frequent (`from`), how many such terms there are at `most`, and of how many products one tells of
-- terms that have become frequent (`sampled_every`).
-- @include base/in-chunks
-- @include catalogue/terms
-- @include catalogue/frequent
-- @include catalogue/place

local function tell_frequent(keys, number, fields, limits)
  if place_of(number) % limits.sampled_every == 0 then
    begin_bits(keys.postings, keys.frequent, fields, limits.from, limits.most)
  end
end

-- Finds the product by its terms now, and no more by those it has lost.
local function index_terms(keys, number, old_text, text, limits)
  local old_fields, fields = fields_of(old_text), fields_of(text)
  local gone, new = {}, {}
  for term, field in pairs(old_fields) do
    if fields[term] ~= field then gone[#gone + 1] = term .. '\0' .. field .. number end
  end
  for term, field in pairs(fields) do
    if old_fields[term] ~= field then
      new[#new + 1] = 0
      new[#new + 1] = term .. '\0' .. field .. number
    end
  end
  in_chunks('ZREM', keys.postings, gone)
  in_chunks('ZADD', keys.postings, new)
  mark(keys.bits, keys.frequent, place_of(number), old_fields, fields)
  tell_frequent(keys, number, fields, limits)
end

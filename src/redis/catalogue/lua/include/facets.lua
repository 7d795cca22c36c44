-- What products are counted and filtered by: categories, `c <slug>`, and values of options, `o <name>=<value>`. Each such term has
-- a bitmap of product numbers, `facet:<term>`; `faceted` names those that a product is in, with \1 between. `values` has the label
-- of each value of an option.
-- @include base/surely
-- @include catalogue/place
-- @include catalogue/split
local function facet_key(facets, term) return facets .. ':' .. term end

local function is_option(term) return string.byte(term) == 111 end

local function forget_empty(keys, term)
  local key = facet_key(keys.facet, term)
  if surely('BITCOUNT', key) > 0 then return end
  surely('UNLINK', key)
  if is_option(term) then surely('HDEL', keys.values, term) end
end

-- Moves a product from the bitmaps that it was in to those of its facets now: entries `<term>\3<label>`.
local function mark_facets(keys, number, entries)
  local place = place_of(number)
  local old, new, terms = {}, {}, {}
  for _, term in ipairs(split(surely('HGET', keys.faceted, number) or '', '\1')) do old[term] = true end
  for _, entry in ipairs(entries) do
    local term, label = string.match(entry, '^([^\3]*)\3(.*)$')
    if term and not new[term] then
      new[term], terms[#terms + 1] = true, term
      if not old[term] then
        surely('SETBIT', facet_key(keys.facet, term), place, 1)
        if is_option(term) then surely('HSET', keys.values, term, label) end
      end
    end
  end
  local is_changed = false
  for term in pairs(old) do
    if not new[term] then
      is_changed = true
      surely('SETBIT', facet_key(keys.facet, term), place, 0)
      forget_empty(keys, term)
    end
  end
  for _, term in ipairs(terms) do is_changed = is_changed or not old[term] end
  if not is_changed then return end
  if #terms == 0 then
    surely('HDEL', keys.faceted, number)
  else
    surely('HSET', keys.faceted, number, table.concat(terms, '\1'))
  end
end

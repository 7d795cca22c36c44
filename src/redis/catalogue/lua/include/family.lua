-- Products that are sold as variants. `family:<SKU>` of such a product is a hash: the field without a name has the names of its
-- options, its own search text and its own facets, with \2 between; a variant's SKU has its place among the variants, `1` if it is
-- for sale, the words that it is found by, and its facets. A variant has no number: it is found and counted as its product.
-- @include base/surely
-- @include catalogue/split
local function family_key(families, sku) return families .. ':' .. sku end

-- Names of options, search text and facets of the product itself; nil where it has no options.
local function head_of(families, sku)
  return string.match(surely('HGET', family_key(families, sku), '') or '', '^([^\2]*)\2([^\2]*)\2(.*)$')
end

local function has_variants(families, sku)
  return head_of(families, sku) ~= nil and surely('HLEN', family_key(families, sku)) > 1
end

-- In the order in which they came.
local function variants_in(families, sku)
  local found, all = {}, surely('HGETALL', family_key(families, sku))
  for at = 1, #all, 2 do
    local place, active, words, facets = string.match(all[at + 1] or '', '^(%d+)\2([01])\2([^\2]*)\2(.*)$')
    if place and all[at] ~= '' then
      local variant = { sku = all[at], place = tonumber(place), words = words, facets = facets }
      variant.is_for_sale = active == '1'
      found[#found + 1] = variant
    end
  end
  table.sort(found, function(a, b)
    if a.place ~= b.place then return a.place < b.place end
    return a.sku < b.sku
  end)
  return found
end

local function put_variant(families, parent, variant)
  local text = string.format('%.0f', variant.place) .. '\2' .. (variant.is_for_sale and '1' or '0')
  surely('HSET', family_key(families, parent), variant.sku, text .. '\2' .. variant.words .. '\2' .. variant.facets)
end

-- The text and the facets by which a product is found together with its variants.
local function with_variants(families, sku, text, facets, max_words)
  local entries, words, known = split(facets, '\1'), {}, {}
  for _, variant in ipairs(variants_in(families, sku)) do
    if variant.is_for_sale then
      for _, entry in ipairs(split(variant.facets, '\1')) do entries[#entries + 1] = entry end
      for word in string.gmatch(variant.words, '[^ ]+') do
        if not known[word] and #words < max_words then
          known[word], words[#words + 1] = true, word
        end
      end
    end
  end
  local name, rest = string.match(text, '^([^\1]*)(\1.*)$')
  if name and #words > 0 then text = name .. table.concat(words, ' ') .. ' ' .. rest end
  return text, entries
end

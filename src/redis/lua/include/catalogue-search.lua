-- Matching of products against search terms. Search text is ` name words \1 description words \1#tag#tag#`, with a `!`
-- before it for a product that is not for sale.
-- @include catalogue-bits
local masks = { [0] = 128, 64, 32, 16, 8, 4, 2, 1 }

local function has_bit(bitmap, number)
  local byte = string.byte(bitmap, math.floor(number / 8) + 1)
  return byte ~= nil and bit.band(byte, masks[number % 8]) ~= 0
end

-- The numbers that are in every one of the bitmaps, or nil where they are more than `most`.
local function numbers_in_all(bitmaps, most)
  local found = {}
  local first, second = bitmaps[1], bitmaps[2] or bitmaps[1]
  for start = 1, #first, 64 do
    local bytes, others = { string.byte(first, start, start + 63) }, { string.byte(second, start, start + 63) }
    for at = 1, #bytes do
      local byte = bytes[at]
      if byte ~= 0 then
        byte = bit.band(byte, others[at] or 0)
        for index = 3, #bitmaps do
          if byte == 0 then break end
          byte = bit.band(byte, string.byte(bitmaps[index], start + at - 1) or 0)
        end
        if byte ~= 0 then
          for offset = 0, 7 do
            if bit.band(byte, masks[offset]) ~= 0 then found[#found + 1] = (start + at - 2) * 8 + offset end
          end
        end
      end
    end
    if #found > most then return nil end
  end
  return found
end

-- What a search text holds where it matches the term.
local function needle_of(term)
  return is_tag(term) and (term .. '#') or (' ' .. term)
end

local function matches(text, needles)
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

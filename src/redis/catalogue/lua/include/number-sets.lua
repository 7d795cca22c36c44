-- Sets of product numbers as words of 32 bits: {at = places of the words, words = their bits}, without those that are 0.
local chunk_words = 32
local chunk_format = '>' .. string.rep('I4', chunk_words)

-- The number within its word of each bit: the first number has the highest bit.
local number_of_bit = { [-2 ^ 31] = 0 }
for number = 1, 31 do number_of_bit[2 ^ (31 - number)] = number end

local no_numbers = { at = {}, words = {} }

local function padded(bitmap)
  return bitmap .. string.rep('\0', -#bitmap % (chunk_words * 4))
end

-- Of a padded bitmap the words after the first `base`. Nothing where it is shorter.
local function chunk_after(bitmap, base)
  if base * 4 >= #bitmap then return {} end
  return { struct.unpack(chunk_format, bitmap, base * 4 + 1) }
end

-- What is in the bitmap or the other one.
local function set_of(bitmap, other_bitmap)
  local bor = bit.bor
  local ones, others = padded(bitmap), padded(other_bitmap or '')
  local at, words, count = {}, {}, 0
  for base = 0, math.max(#ones, #others) / 4 - 1, chunk_words do
    local chunk, other_chunk = chunk_after(ones, base), other_bitmap and chunk_after(others, base)
    for index = 1, chunk_words do
      local word = chunk[index] or 0
      if other_chunk then word = bor(word, other_chunk[index] or 0) end
      if word ~= 0 then
        count = count + 1
        at[count], words[count] = base + index, word
      end
    end
  end
  return { at = at, words = words }
end

-- What of the set is in the bitmap or the other one.
local function narrowed(set, bitmap, other_bitmap)
  local band, bor = bit.band, bit.bor
  local ones, others = padded(bitmap), other_bitmap and padded(other_bitmap)
  local places, set_words, total = set.at, set.words, #set.at
  local at, words, count = {}, {}, 0
  local index = 1
  while index <= total do
    local base = places[index] - (places[index] - 1) % chunk_words - 1
    local chunk, other_chunk = chunk_after(ones, base), others and chunk_after(others, base)
    while index <= total and places[index] <= base + chunk_words do
      local place = places[index]
      local word = chunk[place - base] or 0
      if other_chunk then word = bor(word, other_chunk[place - base] or 0) end
      if word ~= 0 then word = band(set_words[index], word) end
      if word ~= 0 then
        count = count + 1
        at[count], words[count] = place, word
      end
      index = index + 1
    end
  end
  return { at = at, words = words }
end

-- What of the set is not in the other; a set of its own in any case.
local function difference(set, other)
  local other_word = {}
  for index = 1, #other.at do other_word[other.at[index]] = other.words[index] end
  local at, words, count = {}, {}, 0
  for index = 1, #set.at do
    local place, word = set.at[index], set.words[index]
    if other_word[place] then word = bit.band(word, bit.bnot(other_word[place])) end
    if word ~= 0 then
      count = count + 1
      at[count], words[count] = place, word
    end
  end
  return { at = at, words = words }
end

-- Takes out of the set what is in the bitmap, and returns that.
local function take_out(set, bitmap)
  local band, bxor = bit.band, bit.bxor
  local source = padded(bitmap)
  local places, set_words, total = set.at, set.words, #set.at
  local at, words, count, emptied = {}, {}, 0, 0
  local index = 1
  while index <= total do
    local base = places[index] - (places[index] - 1) % chunk_words - 1
    local chunk = chunk_after(source, base)
    if not chunk[1] then break end
    while index <= total and places[index] <= base + chunk_words do
      local word = chunk[places[index] - base]
      if word ~= 0 then
        word = band(set_words[index], word)
        if word ~= 0 then
          count = count + 1
          at[count], words[count] = places[index], word
          set_words[index] = bxor(set_words[index], word)
          if set_words[index] == 0 then emptied = emptied + 1 end
        end
      end
      index = index + 1
    end
  end
  if emptied > 0 then
    local left = difference(set, no_numbers)
    set.at, set.words = left.at, left.words
  end
  return { at = at, words = words }
end

-- Appends the numbers of one word, the last first.
local function append_numbers(numbers, set, index)
  local word, before = set.words[index], (set.at[index] - 1) * 32
  while word ~= 0 do
    local lowest = bit.band(word, -word)
    numbers[#numbers + 1] = before + number_of_bit[lowest]
    word = bit.bxor(word, lowest)
  end
end

-- The numbers in the set, or nil where they are more than `most`.
local function numbers_in(set, most)
  if #set.at > most then return nil end
  local numbers = {}
  for index = 1, #set.at do
    append_numbers(numbers, set, index)
    if #numbers > most then return nil end
  end
  return numbers
end

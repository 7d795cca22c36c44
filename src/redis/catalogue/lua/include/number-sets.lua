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

-- The words after the first `base` of all the bitmaps, one upon the other.
local function chunk_of_all(bitmaps, base)
  local bor = bit.bor
  local chunk = chunk_after(bitmaps[1], base)
  for at = 2, #bitmaps do
    local other = chunk_after(bitmaps[at], base)
    if #chunk == 0 then
      chunk = other
    elseif #other > 0 then
      for index = 1, chunk_words do chunk[index] = bor(chunk[index], other[index]) end
    end
  end
  return chunk
end

local function all_padded(bitmaps)
  local all, longest = {}, 0
  for index, bitmap in ipairs(bitmaps) do
    all[index] = padded(bitmap)
    longest = math.max(longest, #all[index])
  end
  return all, longest
end

-- A bitmap of the numbers alone.
local function bitmap_of(numbers)
  table.sort(numbers)
  local pieces, at, word, place = {}, 0, 0, -1
  local function put()
    if place < 0 then return end
    if place > at then pieces[#pieces + 1] = string.rep('\0', (place - at) * 4) end
    pieces[#pieces + 1] = struct.pack('>i4', word)
    at = place + 1
  end
  for _, number in ipairs(numbers) do
    local own = math.floor(number / 32)
    if own ~= place then
      put()
      word, place = 0, own
    end
    word = bit.bor(word, bit.lshift(1, 31 - number % 32))
  end
  put()
  return table.concat(pieces)
end

-- What is in any of the bitmaps.
local function set_of(bitmaps)
  local all, longest = all_padded(bitmaps)
  local at, words, count = {}, {}, 0
  for base = 0, longest / 4 - 1, chunk_words do
    local chunk = chunk_of_all(all, base)
    for index = 1, chunk_words do
      local word = chunk[index] or 0
      if word ~= 0 then
        count = count + 1
        at[count], words[count] = base + index, word
      end
    end
  end
  return { at = at, words = words }
end

-- What of the set is in any of the bitmaps.
local function narrowed(set, bitmaps)
  local band = bit.band
  if #bitmaps == 0 then return no_numbers end
  local all = all_padded(bitmaps)
  local places, set_words, total = set.at, set.words, #set.at
  local at, words, count = {}, {}, 0
  local index = 1
  while index <= total do
    local base = places[index] - (places[index] - 1) % chunk_words - 1
    local chunk = chunk_of_all(all, base)
    while index <= total and places[index] <= base + chunk_words do
      local place = places[index]
      local word = chunk[place - base] or 0
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

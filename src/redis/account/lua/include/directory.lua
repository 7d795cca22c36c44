-- The directory of a shard's accounts, which lists and finds them. Its keys are in the slot of the accounts:
--   <shard>accounts        the accounts by the time they were made: 13 digits of milliseconds, then the id
--   <shard>account-words   the ends of the words of their addresses and names: an end, a blank, the id
-- Words are folded and have blanks between, as account/directory.ts makes them. An end of a word is found by how it begins, so that
-- any part of a word is found.
-- @include base/in-chunks
-- @include base/surely

-- The ends of words, at most `most`: a whole word, and what is left of it from each character on, down to `least` characters.
local function ends_of(words, id, least, most)
  local ends = {}
  for word in string.gmatch(words, '[^ ]+') do
    local starts = {}
    for place = 1, #word do
      local byte = string.byte(word, place)
      -- Not in the middle of a character.
      if byte < 128 or byte >= 192 then starts[#starts + 1] = place end
    end
    for at, place in ipairs(starts) do
      local long_enough = at == 1 or #starts - at + 1 >= least
      if long_enough and #ends < most then ends[#ends + 1] = string.sub(word, place) .. ' ' .. id end
    end
  end
  return ends
end

local function list_account(accounts, index, id, made_at, ends)
  surely('ZADD', accounts, 0, string.format('%013.0f', made_at) .. id)
  local scored = {}
  for _, each in ipairs(ends) do
    scored[#scored + 1] = 0
    scored[#scored + 1] = each
  end
  in_chunks('ZADD', index, scored)
end

-- Calls a command with a list of any length, a thousand values at a time: Lua can unpack some 8,000 and throws on more.
-- Returns the sum of the replies, for commands that reply with a count.
-- @include base/surely
local function in_chunks(command, key, list)
  local sum = 0
  for first = 1, #list, 1000 do
    local reply = surely(command, key, unpack(list, first, math.min(first + 999, #list)))
    if type(reply) == 'number' then sum = sum + reply end
  end
  return sum
end

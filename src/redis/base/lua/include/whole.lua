-- Numbers that a script is given.

-- A whole number of 0 to 15 digits. Anything else raises an error: call it before the first write.
local function whole(text)
  return tonumber((assert(string.match(text or '', '^%d%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?$'), 'a whole number is missing')))
end

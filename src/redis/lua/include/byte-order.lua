-- Order by bytes, as a sorted set has it. Lua's own < goes by the server's locale, which may see no space in a name.

-- Six bytes as a number that a double holds.
local function six_bytes(text, at)
  local a, b, c, d, e, f = string.byte(text, at, at + 5)
  return ((((((a or 0) * 256 + (b or 0)) * 256 + (c or 0)) * 256 + (d or 0)) * 256 + (e or 0)) * 256) + (f or 0)
end

local function bytes_before(a, b)
  for at = 1, math.min(#a, #b), 6 do
    local part_a, part_b = six_bytes(a, at), six_bytes(b, at)
    if part_a ~= part_b then return part_a < part_b end
  end
  return #a < #b
end

-- A lease is the token of who loads a key, with a + behind it once others wait; a ! while a failed load is not to be
-- tried again.
local function holder_of(lease)
  if lease and string.sub(lease, -1) == '+' then
    return string.sub(lease, 1, -2), true
  end
  return lease, false
end

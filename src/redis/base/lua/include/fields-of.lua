-- The values of a hash's fields, false for each that is missing. A list of any length goes in parts, as in base/in-chunks.
-- @include base/surely
local function fields_of(key, fields)
  if #fields == 0 then return {} end
  local found = surely('HMGET', key, unpack(fields, 1, math.min(1 + 3999, #fields)))
  for first = 4001, #fields, 4000 do
    for _, value in ipairs(surely('HMGET', key, unpack(fields, first, math.min(first + 3999, #fields)))) do
      found[#found + 1] = value
    end
  end
  return found
end

-- Drops the oldest entries of a stream as long as `is_too_much` holds for the next one, at most `most`. `few` is how many are expected.
-- @include base/in-chunks
-- @include base/surely
local function drop_oldest(stream, few, most, is_too_much)
  local dropped = 0
  while dropped < most do
    local count = math.min(few, most - dropped)
    local entries = surely('XRANGE', stream, '-', '+', 'COUNT', count)
    local ids = {}
    for _, entry in ipairs(entries) do
      if not is_too_much(entry) then break end
      ids[#ids + 1] = entry[1]
    end
    in_chunks('XDEL', stream, ids)
    dropped = dropped + #ids
    if #ids < count then return end
  end
end

-- Drops the oldest entries of a stream as long as `is_too_much` says so of one, at most 64. `few` is how many are expected.
local function drop_oldest(stream, few, is_too_much)
  local dropped = 0
  while dropped < 64 do
    local count = math.min(few, 64 - dropped)
    local entries = redis.call('XRANGE', stream, '-', '+', 'COUNT', count)
    local ids = {}
    for _, entry in ipairs(entries) do
      if not is_too_much(entry) then break end
      ids[#ids + 1] = entry[1]
    end
    if #ids > 0 then redis.call('XDEL', stream, unpack(ids)) end
    dropped = dropped + #ids
    if #ids < count then return end
  end
end

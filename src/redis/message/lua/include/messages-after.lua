-- Reads a topic's stream after an entry's id and a message's number.
-- @include base/surely

-- At most `want` messages, oldest first, and none more once they hold `most_bytes`. Returns entries as { id, number of the first
-- message, payloads ... }.
local function messages_after(stream, id, number, want, most_bytes)
  local found, bytes = {}, 0
  -- The cursor may point into an entry, which is therefore read again.
  local from, count = id, 1
  while true do
    local entries = surely('XRANGE', stream, from, '+', 'COUNT', count)
    for _, entry in ipairs(entries) do
      local fields = entry[2]
      local first = tonumber(fields[2]) or 0
      local skip = entry[1] == id and math.max(0, number - first + 1) or 0
      local part = { entry[1], first + skip }
      for field = 4 + 2 * skip, #fields, 2 do
        if want == 0 or bytes >= most_bytes then break end
        part[#part + 1] = fields[field]
        bytes, want = bytes + #fields[field], want - 1
      end
      if #part > 2 then found[#found + 1] = part end
      if want == 0 or bytes >= most_bytes then return found end
    end
    if #entries < count then return found end
    local newest = entries[#entries] or {}
    from = '(' .. (newest[1] or from)
    count = math.min(4 * count, 64)
  end
end

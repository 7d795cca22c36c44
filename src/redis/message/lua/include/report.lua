-- What a topic holds and how far its groups have come: messages, bytes, id of the newest or '', id of the oldest that it holds or '', and
-- a list of group, lag, pending, dead letters, missed but not reported yet, millisecond at which it was last used, for each group, and
-- how many parts the topic has.
local function report_of(topic)
  local last, bytes, id, born, parts = unpack(redis.call('HMGET', topic .. 'meta', 'last', 'bytes', 'id', 'born', 'parts'))
  last, born = tonumber(last) or 0, tonumber(born) or 0
  local oldest = redis.call('XRANGE', topic .. 'messages', '-', '+', 'COUNT', 1)[1]
  local messages = oldest and last - tonumber(oldest[2][2]) + 1 or 0
  local groups = {}
  local names = redis.call('HKEYS', topic .. 'groups')
  table.sort(names)
  for _, name in ipairs(names) do
    local base = topic .. 'g:' .. name .. ':'
    local at, number, unreported, seen = unpack(redis.call('HMGET', base .. 'at', 'id', 'number', 'owed', 'seen'))
    if at then
      number = tonumber(number)
      -- As StreamWalk recognizes a stream that was created again.
      local at_ms = tonumber(string.match(at, '^%d+'))
      local recreated = number > last or number > 0 and at_ms > 0 and at_ms < born
      local lag = recreated and messages or math.min(messages, last - number)
      local values = { name, lag, redis.call('ZCARD', base .. 'pending'), redis.call('XLEN', base .. 'dead'), tonumber(unreported) or 0,
        tonumber(seen) or 0 }
      for _, value in ipairs(values) do groups[#groups + 1] = value end
    end
  end
  return { messages, messages > 0 and tonumber(bytes) or 0, id or '', oldest and oldest[1] or '', groups, tonumber(parts) or 1 }
end

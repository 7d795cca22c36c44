-- Adds messages to their topics, those of one topic as one entry of its stream, drops what is too much and wakes the readers.
-- An entry holds `n` and the number of its first message, then the payloads; numbers have no gap.
-- KEYS  the topics' bases
-- ARGV  how many messages stay, for how many ms, in how many bytes, lifetime of an unused topic in ms, then for each topic:
--   channel, number of payloads, payloads
-- Returns { id of the entry, number of its first message } of each topic.
-- Costs O(log n) a topic and O(1) a message; it drops at most 64 entries a topic.
-- @include now
-- @include drop-oldest
local keep, age_ms, most_bytes, unused_ms = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local now = now_ms()
local at = 5
local results = {}
for place, base in ipairs(KEYS) do
  local stream, meta = base .. 'messages', base .. 'meta'
  local channel, count = ARGV[at], tonumber(ARGV[at + 1])
  local last, bytes, born = unpack(redis.call('HMGET', meta, 'last', 'bytes', 'born'))
  local first = (tonumber(last) or 0) + 1
  local fields, size = { 'n', string.format('%d', first) }, 0
  for offset = 2, count + 1 do
    local payload = ARGV[at + offset]
    fields[#fields + 1], fields[#fields + 2] = '', payload
    size = size + #payload
  end
  at = at + 2 + count
  last = first + count - 1
  local id = redis.call('XADD', stream, '*', unpack(fields))
  -- An unused stream has expired by itself.
  bytes = redis.call('XLEN', stream) == 1 and size or (tonumber(bytes) or 0) + size

  drop_oldest(stream, count + 1, function(entry)
    local messages = #entry[2] / 2 - 1
    local newest = tonumber(entry[2][2]) + messages - 1
    local too_old = tonumber(string.match(entry[1], '^%d+')) < now - age_ms
    if newest == last or not (last - newest >= keep or too_old or bytes > most_bytes) then return false end
    for field = 4, #entry[2], 2 do bytes = bytes - #entry[2][field] end
    return true
  end)
  redis.call('HSET', meta, 'last', string.format('%d', last), 'id', id, 'bytes', bytes, 'born', born or string.match(id, '^%d+'))
  redis.call('PEXPIRE', stream, age_ms)
  redis.call('PEXPIRE', meta, unused_ms)
  redis.call('PUBLISH', channel, string.format('%d', last))
  results[place] = { id, first }
end
return results

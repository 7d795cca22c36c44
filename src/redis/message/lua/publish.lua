-- Adds messages to their topics, those of one topic as one entry of its stream, drops what is too much and wakes the readers. A
-- message that was published under its idempotency key before is not added again. Readers are told the number of the newest message, or, where
-- the entry is short, its id, the number of its first message, how many there are, and in lines their payloads: who has the one before the
-- first need not read them.
-- An entry holds `n` and the number of its first message, then the payloads. Numbers have no gap.
-- KEYS[1..] the bases of the topics, or of their parts
-- ARGV[1] how many messages a topic keeps
-- ARGV[2] for how many ms
-- ARGV[3] in how many bytes
-- ARGV[4] TTL of an unused topic in ms
-- ARGV[5] TTL of an idempotency key in ms
-- ARGV[6] how many keys stay at least
-- ARGV[7] how many entries of a topic to drop
-- ARGV[8] how many bytes of payload readers are told at most
-- ARGV[9..] for each topic: channel, how many parts the caller takes it to have, number of payloads, payloads, number of keys, for
-- each key the place of its payload (from 1), the key, a digest of the payload
-- Returns for each topic { 'OK', id of the entry, number of its first message, place and cursor of each message that was published
-- before ... }, the cursor '' if that was with another payload; or { 'PARTS' } if it does not have so many parts, or they are lost:
-- nothing was added to it.
-- Costs O(log n) per topic and O(1) per message, and O(1) per entry that it drops.
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include base/drop-oldest
-- @include base/publish
-- @include message/once
local keep, age_ms, most_bytes, unused_ms = whole(ARGV[1]), whole(ARGV[2]), whole(ARGV[3]), whole(ARGV[4])
local key_ms, most_keys, most_dropped, told_bytes = whole(ARGV[5]), whole(ARGV[6]), whole(ARGV[7]), whole(ARGV[8])
local now = now_ms()
local at = 9
local results = {}

-- All is read once before anything is written.
for _ in ipairs(KEYS) do
  whole(ARGV[at + 1])
  at = at + 1
  local count = whole(ARGV[at + 1])
  assert(count < 3000, 'more payloads than one entry holds')
  local keyed = whole(ARGV[at + 2 + count])
  for number = 1, keyed do assert(whole(ARGV[at + 3 * number + count]) <= count, 'a key of no payload') end
  at = at + 3 + count + 3 * keyed
end
assert(at == #ARGV + 1, 'not as many arguments as announced')
at = 9

for place, base in ipairs(KEYS) do
  local stream, meta = base .. 'messages', base .. 'meta'
  local channel, parts, count = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  at = at + 1
  local payloads, keyed = at + 1, tonumber(ARGV[at + 2 + count])
  at = at + 2 + count

  -- Of each payload: nil if it is new, else a cursor, or the place of the same payload in this call.
  local before, first_place, new_keys = {}, {}, {}
  for _ = 1, keyed do
    local which, key, digest = tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3]
    at = at + 3
    local cursor, same = published_under(base, key)
    local here = first_place[key]
    if here then
      before[which] = here.digest == digest and here.which or ''
    elseif cursor then
      before[which] = same == digest and cursor or ''
    else
      first_place[key] = { which = which, digest = digest }
      new_keys[#new_keys + 1] = key
    end
  end
  at = at + 1

  local last, bytes, born, since, has = unpack(surely('HMGET', meta, 'last', 'bytes', 'born', 'keys', 'parts'))
  -- One that was never given a number of parts has one.
  local is_known = (tonumber(has) or ((last or parts == 1) and 1)) == parts
  local first = (tonumber(last) or 0) + 1
  local fields, size, numbers = { 'n', string.format('%d', first) }, 0, {}
  last = first - 1
  for which = 1, count do
    if is_known and not before[which] then
      local payload = ARGV[payloads + which]
      fields[#fields + 1], fields[#fields + 2] = '', payload
      size, last = size + #payload, last + 1
      numbers[which] = string.format('%d', last)
    end
  end

  local id = '0-0'
  if last >= first then
    id = surely('XADD', stream, '*', unpack(fields, 1, math.min(1 + 5999, #fields)))
    -- An unused stream has expired by itself.
    bytes = surely('XLEN', stream) == 1 and size or (tonumber(bytes) or 0) + size
    drop_oldest(stream, count + 1, most_dropped, function(entry)
      local messages = #entry[2] / 2 - 1
      local newest = (tonumber(entry[2][2]) or 0) + messages - 1
      local too_old = (tonumber(string.match(entry[1], '^%d+')) or now) < now - age_ms
      if newest == last or not (last - newest >= keep or too_old or bytes > most_bytes) then return false end
      for field = 4, #entry[2], 2 do bytes = bytes - #entry[2][field] end
      return true
    end)
    surely('HSET', meta, 'last', string.format('%d', last), 'id', id, 'bytes', bytes, 'born', born or string.match(id, '^%d+') or '0')
    if #new_keys > 0 then
      local known = {}
      for _, key in ipairs(new_keys) do
        local here = first_place[key]
        known[#known + 1], known[#known + 2] = key, id .. '_' .. numbers[here.which] .. ' ' .. here.digest
      end
      since = note_published(base, tonumber(since), now, key_ms, most_keys, known)
      surely('HSET', meta, 'keys', string.format('%d', since or now))
    end
    redis.call('PEXPIRE', stream, age_ms)
    redis.call('PEXPIRE', meta, unused_ms)
    local news = string.format('%d', last)
    if size <= told_bytes then
      local lines = {}
      for field = 4, #fields, 2 do lines[#lines + 1] = fields[field] end
      news = id .. ' ' .. fields[2] .. ' ' .. #lines .. ' ' .. table.concat(lines, '\n')
    end
    publish(channel, news)
  end

  local result = is_known and { 'OK', id, first } or { 'PARTS' }
  for which, cursor in pairs(is_known and before or {}) do
    local here = numbers[cursor]
    result[#result + 1], result[#result + 2] = which, here and id .. '_' .. here or cursor
  end
  results[place] = result
end
return results

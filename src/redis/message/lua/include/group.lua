-- One group of one topic, and what is stored of it.
-- <base>messages STREAM, <base>meta HASH, <base>groups HASH from a group to the millisecond at which it was last used; of the group,
-- after <base>g:<name>: :
--   at       HASH of how far it has come (id, number, owed: missed but not reported, seen) and of the bytes of its dead letters (dead)
--   pending  SORTED SET of cursors that were given out, by the millisecond at which they are due again
--   notes    HASH from a cursor to its attempts if there was more than one, and from `m` and a cursor to how many are missed before it
--   dead     STREAM
--   back     HASH from a cursor that came back from the dead letters to its payload
-- Takes KEYS[1] the topic's base, ARGV[1] the group's name, ARGV[2] TTL of an unused group in ms
-- @include base/in-chunks
-- @include base/now
-- @include base/surely
-- @include base/whole
local topic, unused_ms = KEYS[1], whole(ARGV[2])
local base = topic .. 'g:' .. ARGV[1] .. ':'
local places, pending, notes = base .. 'at', base .. 'pending', base .. 'notes'
local back, dead = base .. 'back', base .. 'dead'
local now = now_ms()

-- The payload of a cursor; nil if it was dropped.
local function payload_of(cursor)
  local kept = surely('HGET', back, cursor)
  if kept then return kept end
  local id, number = string.match(cursor, '^(%d%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%-%d%d?%d?%d?%d?%d?%d?%d?%d?%d?)_(%d+)$')
  if not id then return end
  local entry = surely('XRANGE', topic .. 'messages', id, id)[1]
  local fields = entry and entry[2] or {}
  local first = tonumber(fields[2])
  return first and fields[4 + 2 * (number - first)]
end

local function forget(cursors)
  if #cursors == 0 then return end
  in_chunks('ZREM', pending, cursors)
  if redis.call('EXISTS', back) == 1 then in_chunks('HDEL', back, cursors) end
  if redis.call('EXISTS', notes) == 0 then return end
  local fields = {}
  for place, cursor in ipairs(cursors) do fields[2 * place - 1], fields[2 * place] = cursor, 'm' .. cursor end
  in_chunks('HDEL', notes, fields)
end

local function note(field, value)
  surely('HSET', notes, field, value)
  redis.call('PEXPIRE', notes, unused_ms)
end

local function set_due(cursor, at)
  surely('ZADD', pending, at, cursor)
  redis.call('PEXPIRE', pending, unused_ms)
end

#!lua flags=allow-oom
-- Acknowledges the messages that a consumer has handled, takes in failures and renewals, and gives it its next messages, in one round
-- trip. It also runs while Redis is out of memory, since it makes nothing grow that is not bounded.
-- KEYS[1] the base of the topic, or of one of its parts
-- ARGV[1] group
-- ARGV[2] TTL of an unused group in ms
-- ARGV[3] where a new group begins: `newest` after the newest message, `oldest` with the oldest, `lost` with the oldest and as a
-- group that has missed some
-- ARGV[4] how many groups the topic may have
-- ARGV[5] how many messages may be pending
-- ARGV[6] how many messages to give out
-- ARGV[7] in how many bytes
-- ARGV[8] lease in ms; from the second attempt on it is up to half as long again
-- ARGV[9] attempts of a message
-- ARGV[10] dead letters to keep
-- ARGV[11] in how many bytes
-- ARGV[12] how many dead letters to drop at a time
-- ARGV[13] number of acknowledgements
-- ARGV[14..] their cursors; number of renewals, for each a cursor and its attempt; then for each other outcome: f failed, x failed
-- for good or b given back, cursor, attempt, ms until it may be tried again, error
-- Returns { 'OK', { places (from 0) of the renewals whose lease was lost }, { cursor, attempt, missed, payload, ... } of messages that
-- are given out again, { { id, number of the first message, payloads ... }, ... } of new ones, how many are missed before the first
-- of those, ms until one is due (or -1), how many parts the topic has, or 0 if it holds nothing that tells }, or { 'LIMIT_EXCEEDED' }
-- if the group is new and there are too many.
-- Costs O(log n) per message. It gives out again and buries at most ARGV[6] messages.
-- @include base/in-chunks
-- @include base/surely
-- @include base/whole
-- @include message/group
-- @include message/bury
-- @include message/messages-after
local groups, meta = topic .. 'groups', topic .. 'meta'
local want, most_bytes, lease_ms, attempts = whole(ARGV[6]), whole(ARGV[7]), whole(ARGV[8]), whole(ARGV[9])
local acknowledged, pending_bound = whole(ARGV[13]), whole(ARGV[5])
local most_groups = whole(ARGV[4])
local id, number, unreported, seen = unpack(redis.call('HMGET', places, 'id', 'number', 'owed', 'seen'))

local at, cursors = 14 + acknowledged, {}
for place = 14, at - 1 do cursors[#cursors + 1] = assert(ARGV[place], 'a cursor is missing') end
local renewals = whole(ARGV[at])
local outcomes = {}
for first = at + 1 + 2 * renewals, #ARGV, 5 do
  local outcome, cursor, attempt, wait_ms, message = unpack(ARGV, first, first + 4)
  assert(whole(attempt) and message, 'an outcome is not complete')
  outcomes[#outcomes + 1] = { outcome, cursor, attempt, whole(wait_ms), message }
end
if not id then
  for _, name in ipairs(redis.call('HKEYS', groups)) do
    if surely('EXISTS', topic .. 'g:' .. name .. ':at') == 0 then surely('HDEL', groups, name) end
  end
  if surely('HLEN', groups) >= most_groups then return { 'LIMIT_EXCEEDED' } end
  id, number = '0-0', '0'
  if ARGV[3] == 'newest' then
    local newest = surely('HMGET', meta, 'id', 'last')
    if newest[1] then id, number = newest[1], newest[2] end
  elseif ARGV[3] == 'oldest' then
    local oldest = surely('XRANGE', topic .. 'messages', '-', '+', 'COUNT', 1)[1]
    local fields = oldest and oldest[2] or {}
    if oldest then number = (tonumber(fields[2]) or 1) - 1 end
  else
    unreported = 1
  end
end
-- A place that cannot be read is lost.
local place_ms, place_rest = string.match(id, '^(%d+)%-(%d+)$')
if not place_ms or #place_ms > 15 or #place_rest > 10 then id, number, unreported = '0-0', '0', (tonumber(unreported) or 0) + 1 end
unreported = tonumber(unreported) or 0
forget(cursors)

-- A consumer that holds a message knows its attempt. Another holder has another one.
local function is_held(cursor, attempt)
  return surely('ZSCORE', pending, cursor) and (surely('HGET', notes, cursor) or '1') == attempt
end

-- When a lease that begins now ends. From the second attempt on messages that a consumer took together come back at different times,
-- up to half a lease later: otherwise one that kills its process would take the others with it each time, until all are dead letters.
local function lease_end(cursor, attempt)
  local number = attempt > 1 and tonumber(string.match(cursor, '_(%d+)$')) or 0
  return now + lease_ms + math.floor(number * attempt * 0.618034 % 1 * lease_ms / 2)
end

local lost = {}
for place = 0, renewals - 1 do
  local cursor, attempt = ARGV[at + 1 + 2 * place], ARGV[at + 2 + 2 * place]
  if is_held(cursor, attempt) then set_due(cursor, lease_end(cursor, tonumber(attempt) or 1)) else lost[#lost + 1] = place end
end

for _, each in ipairs(outcomes) do
  local outcome, cursor, attempt, wait_ms, message = unpack(each, 1, 5)
  if is_held(cursor, attempt) then
    if outcome == 'b' then
      note(cursor, (tonumber(attempt) or 1) - 1)
      set_due(cursor, now)
    elseif outcome == 'f' and (tonumber(attempt) or 0) < attempts then
      set_due(cursor, now + wait_ms)
    else
      local missed = surely('HGET', notes, 'm' .. cursor)
      if not bury(cursor, attempt, message) then
        unreported = unreported + 1 + (tonumber(missed) or 0)
      end
    end
  end
end

local again = {}
if want > 0 then
  for _, cursor in ipairs(surely('ZRANGEBYSCORE', pending, '-inf', now, 'LIMIT', 0, want)) do
    local attempt, missed = unpack(surely('HMGET', notes, cursor, 'm' .. cursor))
    attempt = tonumber(attempt) or 1
    local payload = payload_of(cursor)
    if not payload then
      forget({ cursor })
      unreported = unreported + 1 + (tonumber(missed) or 0)
    elseif attempt >= attempts then
      bury(cursor, attempt, 'Its consumer ended or did not answer in time')
    else
      note(cursor, attempt + 1)
      set_due(cursor, lease_end(cursor, attempt + 1))
      for _, value in ipairs({ cursor, attempt + 1, tonumber(missed) or 0, payload }) do again[#again + 1] = value end
      want, most_bytes = want - 1, most_bytes - #payload
    end
    if most_bytes <= 0 then break end
  end
end

local room = pending_bound - surely('ZCARD', pending)
local fresh, missed = {}, 0
if want > 0 and room > 0 and most_bytes > 0 then
  fresh = messages_after(topic .. 'messages', id, tonumber(number) or 0, math.min(want, room), most_bytes)
end
if #fresh > 0 then
  local entry_id, first = fresh[1][1], fresh[1][2]
  number = tonumber(number) or 0
  -- As StreamWalk counts them.
  local born = tonumber(surely('HGET', meta, 'born')) or 0
  local id_ms = tonumber(string.match(id, '^%d+')) or 0
  local recreated = number > 0 and (id_ms > 0 and id_ms < born or first <= number)
  missed = unreported + (recreated and first or first - number - 1)
  unreported = 0
  if missed > 0 then note('m' .. entry_id .. '_' .. string.format('%d', first), missed) end
  -- Lua writes whole numbers of up to 14 digits without an exponent.
  local due, size, due_at = {}, 0, tostring(now + lease_ms)
  for _, part in ipairs(fresh) do
    local start = part[1] .. '_'
    for offset = 0, #part - 3 do
      due[size + 1], due[size + 2] = due_at, start .. part[2] + offset
      size = size + 2
    end
    id, number = part[1], part[2] + #part - 3
  end
  in_chunks('ZADD', pending, due)
  redis.call('PEXPIRE', pending, unused_ms)
end

surely('HSET', places, 'id', id, 'number', string.format('%d', tonumber(number) or 0), 'owed', unreported, 'seen', now)
redis.call('PEXPIRE', places, unused_ms)
-- Keys that change seldom are kept as long as the group is used.
if now - (tonumber(seen) or 0) > unused_ms / 1000 then
  surely('HSET', groups, ARGV[1], now)
  for _, key in ipairs({ groups, meta, pending, notes, back, dead }) do redis.call('PEXPIRE', key, unused_ms) end
end
local next = surely('ZRANGE', pending, 0, 0, 'WITHSCORES')[2]
local last, parts = unpack(surely('HMGET', meta, 'last', 'parts'))
parts = tonumber(parts) or last and 1 or 0
return { 'OK', lost, again, fresh, missed, next and math.max(0, (tonumber(next) or 0) - now) or -1, parts }

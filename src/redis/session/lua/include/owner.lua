-- The keys of an owner's sessions, which are in one slot and begin alike. session/keys.ts builds them; scripts are given
-- the access and derive the others that they seldom need:
--   <start>access       the account's access
--   <start>pass:<name>  a session's pass
--   <start>one:<name>   what else is known of it
--   <start>index        the names of the live ones
-- `<start>` is `<shard><owner>:`; see session/change for the keys of a shard. session/live counts what the indexes hold.
-- @include base/surely
-- @include session/change
-- @include session/live
-- @include domain-event/tell-drawn
-- What stands before the last part of a key, which is 'access' for the keys of an owner and 'version' for those of a shard.
local function key_start(key, last_part)
  return string.sub(key, 1, -1 - #last_part)
end

-- A pass or an access of an owner is no longer what it was. `start` is that of the owner's keys.
local function note_change(start)
  local shard, owner = string.match(start, '^(.*:)([^:]*):$')
  move_on(shard or start, owner or '')
end

-- Tells that a session of an account has begun or ended; of guests nothing is told. `why` is '' or the end of the event's data.
local function tell_session(start, kind, name, why)
  local shard, account = string.match(start, '^(.*:)u([^:]*):$')
  if session_events == '' or not account or not name then return end
  local data = '{"accountId":"' .. account .. '","sessionId":"u' .. account .. '.' .. name .. '"' .. why .. '}'
  tell_drawn(shard .. 'events', session_events, kind, account, data)
end

local function tell_ended(start, name, reason)
  tell_session(start, 'session.ended', name, ',"reason":"' .. reason .. '"')
end

-- Removes a session.
local function remove(start, name)
  redis.call('DEL', start .. 'pass:' .. name, start .. 'one:' .. name)
  uncount_live(start, surely('ZSCORE', start .. 'index', name))
  surely('ZREM', start .. 'index', name)
  note_change(start)
end

local function expire_at(start, name, ends, now)
  redis.call('PEXPIREAT', start .. 'pass:' .. name, ends)
  redis.call('PEXPIREAT', start .. 'one:' .. name, ends)
  local before = tonumber(surely('ZSCORE', start .. 'index', name) or nil)
  if before and live_stretch(before) ~= live_stretch(ends) then
    uncount_live(start, before)
    count_live(start, ends, now)
  end
  surely('ZADD', start .. 'index', 'XX', ends, name)
  if redis.call('PTTL', start .. 'index') < ends - now then redis.call('PEXPIREAT', start .. 'index', ends) end
end

-- What decides about a session is two strings of fixed places, so that many are read by one MGET and compared as text.
-- A session's pass, all times in milliseconds since 1970:
--   1-13 last used, 14-26 when it ends, 27-39 absolute end, 40-52 authenticated (0 for a guest), 53-65 stamp: the first
--   places of the access when the token was made, 66 flag (- none, D device, N network), 67 transport (C cookie, B bearer),
--   68-110 hash of the token, 111- the client as `family|network|address`
-- An account's access:
--   1 state (E enabled, D disabled), 2-7 generation: one more whenever all sessions end, 8-13 version: one more whenever
--   the roles change, 14- the roles. A guest has no account and always the same access.
-- @include base/now
-- @include session/change
local guest_access = 'G000000000000'

local function ms_text(ms)
  return string.format('%013d', ms)
end

local function next_count(text)
  return string.format('%06d', (tonumber(text) + 1) % 1000000)
end

-- Whether the session lives: its pass is there and has not run out, its account is enabled and has not ended all its sessions since.
local function is_live(pass, access, now)
  return pass and string.sub(pass, 14, 26) > ms_text(now)
    and string.sub(pass, 53, 59) == string.sub(access, 1, 7)
end

-- Keys of the same slot that are seldom needed are built from the key of the access: <start>access.
local function key_start(access_key)
  return string.sub(access_key, 1, -7)
end

local function remove(start, name)
  redis.call('DEL', start .. 'pass:' .. name, start .. 'one:' .. name)
  redis.call('ZREM', start .. 'index', name)
  note_change(start)
end

local function expire_at(start, name, expires, now)
  redis.call('PEXPIREAT', start .. 'pass:' .. name, expires)
  redis.call('PEXPIREAT', start .. 'one:' .. name, expires)
  redis.call('ZADD', start .. 'index', 'XX', expires, name)
  if redis.call('PTTL', start .. 'index') < expires - now then redis.call('PEXPIREAT', start .. 'index', expires) end
end

local function tell_end(channel, message)
  redis.call('PUBLISH', channel, cjson.encode(message))
end

#!lua flags=allow-oom
-- Gives a session a new token. The old one works on for the grace time of session/validate.
-- It also runs while Redis is out of memory: what it writes replaces what was there.
-- KEYS[1] the session's pass
-- KEYS[2] the access; the owner's index is derived from it as session/owner tells
-- KEYS[3] the session's details
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the session's name
-- ARGV[3] the hash of the old token
-- ARGV[4] the hash of the new one
-- ARGV[5] 1 if the password was just given, 2 if a second factor was, else 0
-- ARGV[6] the client as the pass holds it
-- ARGV[7] idle milliseconds, as session/lifetime has them
-- ARGV[8] absolute milliseconds, as it has them: a new role may shorten what is left
-- Returns { 'OK', now, pass, access }; { 'REPLACED' }: the old token is no longer the present one; { 'NONE' }: the session
-- is over.
-- Costs O(log n) of the owner's sessions.
-- @include base/now
-- @include session/access
-- @include session/pass
-- @include session/pass-change
-- @include session/owner
-- @include session/lifetime

-- The two tokens before the previous one, as session/former-token reads them.
local function older_tokens(previous, rotated, older)
  if not previous then return '' end
  local entry = string.sub(previous, 1, 12) .. string.format('%010d', math.ceil(rotated / 1000))
  return string.sub(entry .. (older or ''), 1, 44)
end

local now = now_ms()
local pass, access = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
access = access or guest_access
if not is_live(pass, access, now) then return {'NONE'} end
local flag, transport, hash, client = pass_marks(pass)
if hash ~= ARGV[3] then return {'REPLACED'} end

local idle_ms = lifetime_of(lifetimes_of(ARGV[7]), access, transport)
local absolute_ms = lifetime_of(lifetimes_of(ARGV[8]), access, transport)
local former = redis.call('HMGET', KEYS[3], 'p', 'q', 'o')
redis.call('HSET', KEYS[3], 'p', hash, 'q', now, 'o', older_tokens(former[1], tonumber(former[2]), former[3]))
local _, _, absolute_end, authentication = pass_times(pass)
absolute_end = math.min(absolute_end, now + absolute_ms)
if ARGV[5] == '2' then transport = string.lower(transport) end
if ARGV[5] ~= '0' then authentication, flag, client = now, '-', ARGV[6] end
local ends = math.min(now + idle_ms, absolute_end)
pass = new_pass({
  last_use = now,
  ends = ends,
  absolute_end = absolute_end,
  authentication = authentication,
  flag = flag,
  transport = transport,
  hash = ARGV[4],
  client = client,
}, access)
redis.call('SET', KEYS[1], pass)
expire_at(key_start(KEYS[2], 'access'), ARGV[2], ends, now)
note_change(key_start(KEYS[2], 'access'))
return {'OK', now, pass, access}

-- Judges a second factor that was given, and uses it up: a code counts once. Ends the pending log-in that it was given for.
-- KEYS[1] the pending log-ins, as account/pending-begin tells
-- KEYS[2] the second factors
-- KEYS[3] the outbox of the shard
-- KEYS[4] the challenge that a passkey answered
-- ARGV[1] the name of the pending log-in, or '' if it is given in a session
-- ARGV[2] the digest of its secret
-- ARGV[3] how many tries a pending log-in has, at most 9
-- ARGV[4] 'totp', 'code', 'key' or 'wrong'
-- ARGV[5] the sealed secret that the code was checked by, the digest of a recovery code, or the id of a passkey
-- ARGV[6] the step of the code, or the counter of the passkey
-- ARGV[7] the owner
-- ARGV[8] how many entries the outbox keeps
-- ARGV[9] for how many milliseconds a challenge holds
-- Returns { 'OK' }; { 'NONE' }: there is no such pending log-in, or it is over; { 'WRONG' }.
-- Costs O(1).
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include account/notice
local most, number, kept = whole(ARGV[3]), whole(ARGV[6]), whole(ARGV[8])
local challenge_ms = whole(ARGV[9])
local now, in_session = now_ms(), ARGV[1] == ''
local pending = not in_session and redis.call('HGET', KEYS[1], ARGV[1]) or ''
local tries = tonumber(string.sub(pending, 14, 14)) or most
local is_open = string.sub(pending, 15) == ARGV[2] and (tonumber(string.sub(pending, 1, 13)) or 0) > now and tries < most
if not in_session and not is_open then return { 'NONE' } end

local kind, fits = ARGV[4], false
if kind == 'totp' then
  local known = redis.call('HMGET', KEYS[2], 'totp', 'totpStep')
  fits = known[1] == ARGV[5] and number > (tonumber(known[2]) or 0)
elseif kind == 'code' then
  fits = redis.call('HEXISTS', KEYS[2], 'code:' .. ARGV[5]) == 1
elseif kind == 'key' then
  local known = redis.call('HMGET', KEYS[2], 'key:' .. ARGV[5], 'count:' .. ARGV[5])
  local before = tonumber(known[2]) or 0
  -- A passkey without a counter says 0 each time; a counter that does not grow is that of a copy.
  fits = known[1] and (number > before or (number == 0 and before == 0)) and redis.call('EXISTS', KEYS[4]) == 0
end
if not fits then
  if not in_session then
    local ended = tries + 1 >= most
    if ended then surely('HDEL', KEYS[1], ARGV[1])
    else surely('HSET', KEYS[1], ARGV[1], string.sub(pending, 1, 13) .. (tries + 1) .. string.sub(pending, 15)) end
  end
  return { 'WRONG' }
end

if not in_session then surely('HDEL', KEYS[1], ARGV[1]) end
if kind == 'totp' then
  surely('HSET', KEYS[2], 'totpStep', number)
elseif kind == 'code' then
  surely('HDEL', KEYS[2], 'code:' .. ARGV[5])
  add_notice(KEYS[3], kept, 'RECOVERY_CODE_WAS_USED', ARGV[7])
else
  redis.call('SET', KEYS[4], '', 'PX', challenge_ms)
  surely('HSET', KEYS[2], 'count:' .. ARGV[5], number, 'used:' .. ARGV[5], string.format('%.0f', now))
end
return { 'OK' }

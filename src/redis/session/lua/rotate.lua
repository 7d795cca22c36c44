-- Gives a session a new token. The old one works on for the grace time of session-validate.
-- KEYS: pass, access, details
-- ARGV: name, hash of the old token, hash of the new one, '1' where the password was just given, client, idle ms
-- Returns {now, pass, access}; 'replaced' where the old token is not the present one any more; nothing where the session is over.
-- Costs O(log n) of the owner's sessions.
-- @include session/pass
-- @include session/token
local now = now_ms()
local pass, access = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
access = access or guest_access
if not is_live(pass, access, now) then return false end
local hash = string.sub(pass, 68, 110)
if hash ~= ARGV[2] then return 'replaced' end

local former = redis.call('HMGET', KEYS[3], 'p', 'q', 'o')
redis.call('HSET', KEYS[3], 'p', hash, 'q', now, 'o', shift_tokens(former[1], tonumber(former[2]), former[3]))
local authenticated, flag, client = string.sub(pass, 40, 52), string.sub(pass, 66, 66), string.sub(pass, 111)
if ARGV[4] == '1' then authenticated, flag, client = ms_text(now), '-', ARGV[5] end
local expires = math.min(now + tonumber(ARGV[6]), tonumber(string.sub(pass, 27, 39)))
pass = ms_text(now) .. ms_text(expires) .. string.sub(pass, 27, 39) .. authenticated
  .. string.sub(access, 1, 13) .. flag .. string.sub(pass, 67, 67) .. ARGV[3] .. client
redis.call('SET', KEYS[1], pass)
expire_at(key_start(KEYS[2]), ARGV[1], expires, now)
note_change(key_start(KEYS[2]))
return {now, pass, access}

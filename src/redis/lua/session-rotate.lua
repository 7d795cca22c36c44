-- Gives a session a new token. The old one works on for the grace time of session-validate.
-- KEYS: session, index
-- ARGV: name, hash of the old token, hash of the new one, '1' where the password was just given, family, network, idle ms
-- Returns {now, expires}; 'replaced' where the old token is not the present one any more; nothing where the session is over.
-- Costs O(log n) of the owner's sessions.
-- @include now
-- @include session-token
local now = now_ms()
local expires = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]))
if not expires or expires <= now then return false end
local s = redis.call('HMGET', KEYS[1], 'h', 'p', 'q', 'o', 'x')
if not s[1] then return false end
if s[1] ~= ARGV[2] then return 'replaced' end

redis.call('HSET', KEYS[1], 'h', ARGV[3], 'p', s[1], 'q', now, 'o', shift_tokens(s[2], tonumber(s[3]), s[4]), 'l', now)
if ARGV[4] == '1' then
  redis.call('HSET', KEYS[1], 'a', now, 'f', ARGV[5], 'n', ARGV[6])
  redis.call('HDEL', KEYS[1], 'g')
end
expires = math.min(now + tonumber(ARGV[7]), tonumber(s[5]))
redis.call('PEXPIREAT', KEYS[1], expires)
redis.call('ZADD', KEYS[2], 'XX', expires, ARGV[1])
if redis.call('PTTL', KEYS[2]) < expires - now then redis.call('PEXPIREAT', KEYS[2], expires) end
return {now, expires}

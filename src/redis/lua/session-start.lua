-- Begins a session and puts it into its owner's index; where the owner has too many, the least recently used goes.
-- KEYS: session, index, account (for a guest a key that holds nothing)
-- ARGV: name, 'user' or 'guest', idle ms, absolute ms, most sessions an owner, then field, value, ... of the session
-- Returns {now, expires, roles, names of the sessions that had to go}; nothing where the account is missing or disabled.
-- Costs O(log n) of at most `most` sessions.
-- @include now
local name, kind, idle, absolute, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local roles = ''
if kind == 'user' then
  local account = redis.call('HMGET', KEYS[3], 'roles', 'disabled')
  if not account[1] or account[2] == '1' then return false end
  roles = account[1]
end

local now = now_ms()
local expires = now + math.min(idle, absolute)
redis.call('HSET', KEYS[1], 'c', now, 'l', now, 'x', now + absolute, 'a', kind == 'user' and now or 0, unpack(ARGV, 6))
redis.call('PEXPIREAT', KEYS[1], expires)

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], expires, name)
local excess = redis.call('ZCARD', KEYS[2]) - most
local gone = {}
if excess > 0 then
  -- The new one has the latest expiry or shares it, so it is asked for by name and never goes itself.
  for _, old in ipairs(redis.call('ZRANGE', KEYS[2], 0, excess)) do
    if old ~= name and #gone < excess then gone[#gone + 1] = old end
  end
  redis.call('ZREM', KEYS[2], unpack(gone))
end
redis.call('PEXPIRE', KEYS[2], math.min(idle, absolute))
return {now, expires, roles, gone}

-- Begins a session and puts it into its owner's index; where the owner has too many, the least recently used goes.
-- KEYS: pass, access (for a guest a key that holds nothing), details, index
-- ARGV: owner, name, idle ms, absolute ms, most sessions an owner, channel, transport, hash, client, then field, value,
--   ... of the details
-- Returns {now, pass, access, names of the sessions that had to go}; nothing where the account is missing or disabled.
-- Costs O(log n) of at most `most` sessions.
-- @include session/pass
local owner, name, idle, absolute, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local guest = string.sub(owner, 1, 1) == 'g'
local access = guest and guest_access or redis.call('GET', KEYS[2])
if not access or string.sub(access, 1, 1) == 'D' then return false end

local now = now_ms()
local expires = now + math.min(idle, absolute)
local pass = ms_text(now) .. ms_text(expires) .. ms_text(now + absolute) .. ms_text(guest and 0 or now)
  .. string.sub(access, 1, 13) .. '-' .. ARGV[7] .. ARGV[8] .. ARGV[9]
redis.call('SET', KEYS[1], pass, 'PXAT', expires)
redis.call('HSET', KEYS[3], 'c', now, unpack(ARGV, 10))
redis.call('PEXPIREAT', KEYS[3], expires)

redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
redis.call('ZADD', KEYS[4], expires, name)
local excess = redis.call('ZCARD', KEYS[4]) - most
local gone = {}
if excess > 0 then
  -- The new one has the latest expiry or shares it, so it is asked for by name and never goes itself.
  for _, old in ipairs(redis.call('ZRANGE', KEYS[4], 0, excess)) do
    if old ~= name and #gone < excess then
      gone[#gone + 1] = old
      remove(key_start(KEYS[2]), old)
      tell_end(ARGV[6], {owner = owner, name = old, reason = 'REVOKED', at = now})
    end
  end
end
redis.call('PEXPIRE', KEYS[4], math.min(idle, absolute))
return {now, pass, access, gone}

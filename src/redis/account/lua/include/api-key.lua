-- The API keys of an account: a hash with, for each key by its name,
--   hash:<name>                  the digest of its secret
--   ends:<name>                  when it runs out
--   spec:<name>                  what it is called and may do, as JSON
--   old:<name>, until:<name>     the digest of the secret before, and until when that counts
--   used:<name>                  when it was last used
-- All times are milliseconds since 1970.
-- @include base/surely

-- The names of the keys that there are, with when they run out.
local function api_keys_of(key)
  local found, fields = {}, redis.call('HGETALL', key)
  for at = 1, #fields, 2 do
    if string.sub(fields[at], 1, 5) == 'ends:' then found[string.sub(fields[at], 6)] = tonumber(fields[at + 1]) or 0 end
  end
  return found
end

local function drop_api_key(key, name)
  surely('HDEL', key, 'hash:' .. name, 'ends:' .. name, 'spec:' .. name, 'old:' .. name, 'until:' .. name, 'used:' .. name)
end

-- The hash lasts as long as the key that runs out last.
local function keep_api_keys(key, ends)
  if surely('PEXPIRETIME', key) < ends then redis.call('PEXPIREAT', key, string.format('%.0f', ends)) end
end

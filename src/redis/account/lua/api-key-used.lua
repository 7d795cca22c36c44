-- Notes when API keys were last used.
-- KEYS[1..] for each use the API keys of the account
-- ARGV[1..] for each use the name of the key and the time in milliseconds since 1970
-- Returns how many were noted: not those of keys that are gone, and none that is older than what is known.
-- Costs O(uses).
-- @include base/surely
-- @include base/whole
-- @include account/stored-account
local noted = {}
for place, key in ipairs(KEYS) do
  local name, at = ARGV[2 * place - 1], whole(ARGV[2 * place])
  local known = readable(redis.pcall('HMGET', key, 'hash:' .. name, 'used:' .. name)) or {}
  if known[1] and (tonumber(known[2]) or 0) < at then noted[#noted + 1] = { key, 'used:' .. name, string.format('%.0f', at) } end
end
for _, use in ipairs(noted) do surely('HSET', use[1], use[2], use[3]) end
return #noted

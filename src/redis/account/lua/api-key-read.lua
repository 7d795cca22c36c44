-- Reads what API keys are judged by.
-- KEYS[1..] for each key the access of its account and the API keys of the account, in turn
-- ARGV[1..] the names of the keys
-- Returns now, and for each key: digest, when it runs out, what it may do, the digest before, until when that counts, when it was last
-- used, and the access; '' for what is not there.
-- Costs O(keys).
-- @include base/now
-- @include account/stored-account
local reply = { now_ms() }
for place, name in ipairs(ARGV) do
  local access = readable(redis.pcall('GET', KEYS[2 * place - 1]))
  local fields = readable(redis.pcall('HMGET', KEYS[2 * place], 'hash:' .. name, 'ends:' .. name, 'spec:' .. name, 'old:' .. name,
    'until:' .. name, 'used:' .. name)) or {}
  for at = 1, 6 do reply[#reply + 1] = fields[at] or '' end
  reply[#reply + 1] = access or ''
end
return reply

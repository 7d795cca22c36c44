-- Reads what is known of an account's sessions.
-- KEYS[1] the account's access; its sessions' keys are derived from it as session/owner tells
-- ARGV[1] how many sessions at most
-- Returns { the time in ms, the access or '', then for each session that has not expired, the one that lasts longest first: its
-- name, its pass, { field, value, ... } of what else is known }
-- Costs O(n) of the account's sessions.
-- @include base/now
local access = redis.call('GET', KEYS[1]) or ''
local start = string.sub(KEYS[1], 1, -1 - #'access')
local answer = { now_ms(), access }
for _, name in ipairs(redis.call('ZREVRANGE', start .. 'index', 0, tonumber(ARGV[1]) - 1)) do
  local pass = redis.call('GET', start .. 'pass:' .. name)
  if pass then
    answer[#answer + 1] = name
    answer[#answer + 1] = pass
    answer[#answer + 1] = redis.call('HGETALL', start .. 'one:' .. name)
  end
end
return answer

-- The instances of some services. What no sweep has come to yet is told as if one had: nobody is up after its ttl.
-- KEYS and ARGV 1 to 4 as in service/lua/include/registry.lua; then services
-- Returns one list a service, by instance: the name, how it stands, its facts.
-- Costs four commands a service; at most 5 services of 200 instances a call.
-- @include service/registry
local replies = {}
for at = 5, #ARGV do
  local service, list = ARGV[at], {}
  local names = redis.call('ZRANGE', base .. 'names', '[' .. service .. '/', '(' .. service .. '0', 'BYLEX')
  if #names > 0 then
    local states = redis.call('HMGET', base .. 'state', unpack(names))
    local facts = redis.call('HMGET', base .. 'facts', unpack(names))
    local running = redis.call('ZMSCORE', base .. 'expiry', unpack(names))
    local expired = redis.call('ZMSCORE', base .. 'expired', unpack(names))
    for i, name in ipairs(names) do
      local expires_at = running[i] or expired[i]
      if tonumber(expires_at) > now - kept_ms then
        local runs = running[i] and tonumber(running[i]) > now
        list[#list + 1] = name
        list[#list + 1] = standing(runs and string.sub(states[i], 1, 1) or 'X', states[i], expires_at)
        list[#list + 1] = facts[i]
      end
    end
  end
  replies[#replies + 1] = list
end
return replies

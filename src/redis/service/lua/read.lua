-- Reads the instances of some services of a shard. Those that no sweep has reached yet are shown as if one had: none is UP after its ttl.
-- KEYS[1] the base of the registry's shard
-- ARGV[1] the channel of the changes
-- ARGV[2] for how many ms an expired instance is kept
-- ARGV[3] how many changes are kept
-- ARGV[4] for how many s they are kept
-- ARGV[5] how many instances one sweep settles
-- ARGV[6..] services
-- Returns one list per service, by instance: its name, its standing, its facts.
-- Costs four commands per service. The caller asks for at most serviceLimits.servicesRead, each of at most
-- serviceLimits.instancesPerService instances.
-- @include service/registry
local replies = {}
for at = 6, #ARGV do
  local service, list = ARGV[at], {}
  local names = redis.call('ZRANGE', base .. 'names', '[' .. service .. '/', '(' .. service .. '0', 'BYLEX')
  if #names > 0 then
    local states = redis.call('HMGET', base .. 'state', unpack(names))
    local facts = redis.call('HMGET', base .. 'facts', unpack(names))
    local running = redis.call('ZMSCORE', base .. 'expiry', unpack(names))
    local expired = redis.call('ZMSCORE', base .. 'expired', unpack(names))
    for i, name in ipairs(names) do
      local expires_at = running[i] or expired[i]
      if states[i] and facts[i] and expires_at and tonumber(expires_at) > now - kept_ms then
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

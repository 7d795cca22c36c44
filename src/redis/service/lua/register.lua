-- Registers an instance, in the place of the one that had its name. The same again, while its ttl runs, is a heartbeat that
-- says it is up. A service that is full makes room by forgetting the instance that has been expired for longest.
-- KEYS and ARGV 1 to 4 as in service/lua/include/registry.lua; 5 service, 6 name, 7 ttl in ms, 8 facts, 9 services allowed,
-- 10 instances of a service allowed
-- Returns how it stands; `services` or `instances` where there are too many.
-- Costs O(log n) beside the sweep; where the service is full, as many reads as it has instances.
-- @include service/registry
local service, name, ttl, facts = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
sweep()

local function make_room()
  local names = redis.call('ZRANGE', base .. 'names', '[' .. service .. '/', '(' .. service .. '0', 'BYLEX')
  local expired = redis.call('ZMSCORE', base .. 'expired', unpack(names))
  local oldest
  for i in ipairs(names) do
    if expired[i] and (not oldest or tonumber(expired[i]) < tonumber(expired[oldest])) then oldest = i end
  end
  if not oldest then return false end
  local out = names[oldest]
  local state, old_facts = redis.call('HGET', base .. 'state', out), redis.call('HGET', base .. 'facts', out)
  forget(out, state, old_facts, expired[oldest])
  return true
end

local before = redis.call('HGET', base .. 'state', name)
if not before then
  local count = tonumber(redis.call('HGET', base .. 'services', service) or 0)
  local refused
  if count == 0 and redis.call('HLEN', base .. 'services') >= tonumber(ARGV[9]) then refused = 'services' end
  if count >= tonumber(ARGV[10]) and not make_room() then refused = 'instances' end
  if refused then
    publish()
    return refused
  end
  redis.call('HINCRBY', base .. 'services', service, 1)
  redis.call('ZADD', base .. 'names', 0, name)
end

local said, old_ttl, registered_at = string.match(before or '', '(%a) (%d+) (%d+)')
local expires_before = redis.call('ZSCORE', base .. 'expiry', name)
local same = expires_before and tonumber(expires_before) > now and old_ttl == ttl
  and redis.call('HGET', base .. 'facts', name) == facts
if not same then registered_at = now end
local state, expires_at = 'U ' .. ttl .. ' ' .. registered_at, now + ttl
redis.call('HSET', base .. 'state', name, state)
redis.call('HSET', base .. 'facts', name, facts)
redis.call('ZREM', base .. 'expired', name)
redis.call('ZADD', base .. 'expiry', expires_at, name)
local told = standing('U', state, expires_at)
if not same or said ~= 'U' then announce(name, told, facts) end
publish()
return told

-- Registers an instance, in the place of the one that had its name. The same registration again, while its ttl runs, is a heartbeat
-- with the status UP. A service that is full makes room by forgetting the instance that has been expired for longest.
-- KEYS[1] the registry's base
-- ARGV[1] the channel of the changes
-- ARGV[2] for how many ms an expired instance is kept
-- ARGV[3] how many changes are kept
-- ARGV[4] for how many s they are kept
-- ARGV[5] how many instances one sweep settles
-- ARGV[6] service
-- ARGV[7] name
-- ARGV[8] ttl in ms
-- ARGV[9] facts
-- ARGV[10] services allowed
-- ARGV[11] instances of a service allowed
-- Returns { 'OK', its standing }, { 'TOO_MANY_SERVICES' } or { 'TOO_MANY_INSTANCES' }.
-- Costs O(log n) besides the sweep. If the service is full, it reads all of its instances.
-- @include service/registry
local service, name, ttl, facts = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
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
  if count == 0 and redis.call('HLEN', base .. 'services') >= tonumber(ARGV[10]) then
    publish()
    return { 'TOO_MANY_SERVICES' }
  end
  if count >= tonumber(ARGV[11]) and not make_room() then
    publish()
    return { 'TOO_MANY_INSTANCES' }
  end
  redis.call('HINCRBY', base .. 'services', service, 1)
  redis.call('ZADD', base .. 'names', 0, name)
end

local status, old_ttl, registered_at = string.match(before or '', '(%a) (%d+) (%d+)')
local expires_before = redis.call('ZSCORE', base .. 'expiry', name)
local same = expires_before and tonumber(expires_before) > now and old_ttl == ttl
  and redis.call('HGET', base .. 'facts', name) == facts
if not same then registered_at = now end
local state, expires_at = 'U ' .. ttl .. ' ' .. registered_at, now + ttl
redis.call('HSET', base .. 'state', name, state)
redis.call('HSET', base .. 'facts', name, facts)
redis.call('ZREM', base .. 'expired', name)
redis.call('ZADD', base .. 'expiry', expires_at, name)
local reply = standing('U', state, expires_at)
if not same or status ~= 'U' then announce(name, reply, facts) end
publish()
return { 'OK', reply }

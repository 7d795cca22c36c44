-- Registers an instance, in the place of the one that had its name. The same registration again, while its ttl runs, is a heartbeat
-- with the status UP. A service that is full makes room by forgetting the instance that has been expired for longest.
-- KEYS[1] the base of the registry's shard
-- KEYS[2..] the numbers of instances by service of the other shards, if the script reaches them
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
-- ARGV[12] the token of the registration, random
-- ARGV[13] after how many ms a caller sweeps the other shards again, 0 if there is no other
-- ARGV[14] how many services the other shards have, or '' if the caller has not looked
-- Returns { 'OK', its standing, 1 if the caller sweeps the other shards, else 0 }, { 'NEW' } if the service is new and the caller is to sweep
-- the others and look how many they have, { 'TOO_MANY_SERVICES' } or { 'TOO_MANY_INSTANCES' }.
-- Costs O(log n) besides the sweep, and a command per other shard for a new service. If the service is full, it reads all of its instances.
-- @include base/surely
-- @include base/whole
-- @include service/registry
local service, name, ttl, facts = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local services_allowed, instances_allowed, ttl_ms = whole(ARGV[10]), whole(ARGV[11]), whole(ttl)
local round_ms, elsewhere = whole(ARGV[13]), ARGV[14] ~= '' and whole(ARGV[14])
assert(ARGV[12], 'a token is missing')
sweep()

-- Whether one more is too many. Unless the caller has looked it may be that a sweep makes room, or that nobody knows.
local function is_full()
  local sum = surely('HLEN', base .. 'services') + (elsewhere or 0)
  if not elsewhere then
    for at = 2, #KEYS do sum = sum + surely('HLEN', KEYS[at]) end
  end
  return sum >= services_allowed
end

local function make_room()
  local names = surely('ZRANGE', base .. 'names', '[' .. service .. '/', '(' .. service .. '0', 'BYLEX')
  local out, since = nil, 0
  for _, each in ipairs(names) do
    local expired = tonumber(surely('ZSCORE', base .. 'expired', each))
    if expired and (not out or expired < since) then out, since = each, expired end
  end
  if not out then return false end
  local state, old_facts = surely('HGET', base .. 'state', out), surely('HGET', base .. 'facts', out)
  forget(out, state or '', old_facts or '', string.format('%d', since))
  return true
end

local before = surely('HGET', base .. 'state', name)
if not before then
  local count = tonumber(surely('HGET', base .. 'services', service)) or 0
  local full = count == 0 and is_full()
  if count == 0 and not elsewhere and (full or #KEYS == 1) then
    publish()
    return { 'NEW' }
  end
  if full then
    publish()
    return { 'TOO_MANY_SERVICES' }
  end
  if count >= instances_allowed and not make_room() then
    publish()
    return { 'TOO_MANY_INSTANCES' }
  end
  surely('HINCRBY', base .. 'services', service, 1)
  surely('ZADD', base .. 'names', 0, name)
end

local status, old_ttl, registered_at = string.match(before or '', '^(%a) (%d+) (%d+)')
local expires_before = surely('ZSCORE', base .. 'expiry', name)
local same = expires_before and tonumber(expires_before) > now and old_ttl == ttl
  and surely('HGET', base .. 'facts', name) == facts
if not same then registered_at = now end
local state, expires_at = 'U ' .. ttl .. ' ' .. registered_at, now + ttl_ms
surely('HSET', base .. 'state', name, state)
surely('HSET', base .. 'facts', name, facts)
surely('HSET', base .. 'tokens', name, ARGV[12])
surely('ZREM', base .. 'expired', name)
surely('ZADD', base .. 'expiry', expires_at, name)
local reply = standing('U', state, expires_at)
if not same or status ~= 'U' then announce(name, reply, facts) end
publish()
return { 'OK', reply, begins_round(round_ms) }

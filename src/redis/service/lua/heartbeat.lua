-- Takes in heartbeats of one tick: the ttl of each instance begins again. Its status stays until it gives another.
-- KEYS[1] the registry's base
-- ARGV[1] the channel of the changes
-- ARGV[2] for how many ms an expired instance is kept
-- ARGV[3] how many changes are kept
-- ARGV[4] for how many s they are kept
-- ARGV[5] how many instances one sweep settles
-- ARGV[6..] for each heartbeat: the instance's name; its status as U, D or X, or '' for the one it has
-- Returns for each heartbeat its standing and its facts, or nil and nil if it is not registered.
-- Costs the sweep, four commands and O(log n) per heartbeat, and two commands per heartbeat that changes something. The caller sends
-- at most serviceLimits.heartbeats of them.
-- @include service/registry
sweep()
local names, position = {}, {}
for at = 6, #ARGV, 2 do
  if not position[ARGV[at]] then
    names[#names + 1] = ARGV[at]
    position[ARGV[at]] = #names
  end
end
local states = redis.call('HMGET', base .. 'state', unpack(names))
local facts = redis.call('HMGET', base .. 'facts', unpack(names))
local running = redis.call('ZMSCORE', base .. 'expiry', unpack(names))

-- Whether an expired instance is still kept. One that the sweep has not reached is settled here.
local function revive(i)
  local name = names[i]
  local expires_at = running[i] or redis.call('ZSCORE', base .. 'expired', name)
  if running[i] then
    expire(name, states[i], facts[i], expires_at)
    running[i] = false
  end
  if tonumber(expires_at) <= now - kept_ms then
    forget(name, states[i], facts[i], expires_at)
    states[i] = false
    return false
  end
  redis.call('ZREM', base .. 'expired', name)
  return true
end

local renewed, replies = {}, {}
for at = 6, #ARGV, 2 do
  local i = position[ARGV[at]]
  local name, reply = names[i], false
  local runs = running[i] and tonumber(running[i]) > now
  if states[i] and (runs or revive(i)) then
    local before, ttl = string.match(states[i], '(%a) (%d+)')
    local status = ARGV[at + 1] ~= '' and ARGV[at + 1] or before
    if status ~= before then
      states[i] = status .. string.sub(states[i], 2)
      redis.call('HSET', base .. 'state', name, states[i])
    end
    local expires_at = now + ttl
    reply = standing(status, states[i], expires_at)
    if status ~= (runs and before or 'X') then announce(name, reply, facts[i]) end
    running[i] = expires_at
    renewed[#renewed + 1] = expires_at
    renewed[#renewed + 1] = name
  end
  replies[#replies + 1] = reply
  replies[#replies + 1] = reply and facts[i]
end
if #renewed > 0 then redis.call('ZADD', base .. 'expiry', unpack(renewed)) end
publish()
return replies

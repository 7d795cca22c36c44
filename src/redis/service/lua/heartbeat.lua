-- Heartbeats of one tick: each instance's ttl begins anew. What an instance says it is stays until it says otherwise.
-- KEYS and ARGV 1 to 4 as in service/lua/include/registry.lua; then two arguments a heartbeat: the name, and U, D or X where the
-- instance says how it stands, else ''
-- Returns two values a heartbeat: how it stands, and its facts; nothing and nothing where it is not registered.
-- Costs the sweep, four commands and O(log n) a heartbeat, and two commands for each that changes something; at most 250 a call.
-- @include service/registry
sweep()
local names, position = {}, {}
for at = 5, #ARGV, 2 do
  if not position[ARGV[at]] then
    names[#names + 1] = ARGV[at]
    position[ARGV[at]] = #names
  end
end
local states = redis.call('HMGET', base .. 'state', unpack(names))
local facts = redis.call('HMGET', base .. 'facts', unpack(names))
local running = redis.call('ZMSCORE', base .. 'expiry', unpack(names))

-- Whether it is still known. One that the sweep has not come to is settled here.
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
for at = 5, #ARGV, 2 do
  local i = position[ARGV[at]]
  local name, told = names[i], false
  local runs = running[i] and tonumber(running[i]) > now
  if states[i] and (runs or revive(i)) then
    local said, ttl = string.match(states[i], '(%a) (%d+)')
    local says = ARGV[at + 1] ~= '' and ARGV[at + 1] or said
    if says ~= said then
      states[i] = says .. string.sub(states[i], 2)
      redis.call('HSET', base .. 'state', name, states[i])
    end
    local expires_at = now + ttl
    told = standing(says, states[i], expires_at)
    if says ~= (runs and said or 'X') then announce(name, told, facts[i]) end
    running[i] = expires_at
    renewed[#renewed + 1] = expires_at
    renewed[#renewed + 1] = name
  end
  replies[#replies + 1] = told
  replies[#replies + 1] = told and facts[i]
end
if #renewed > 0 then redis.call('ZADD', base .. 'expiry', unpack(renewed)) end
publish()
return replies

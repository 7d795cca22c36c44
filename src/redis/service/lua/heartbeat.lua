#!lua flags=allow-oom
-- Takes in heartbeats of one tick: the ttl of each instance begins again. Its status stays until it gives another. It also runs while
-- Redis is out of memory, since it keeps who is there from being forgotten.
-- KEYS[1] the base of the registry's shard
-- ARGV[1] the channel of the changes
-- ARGV[2] for how many ms an expired instance is kept
-- ARGV[3] how many changes are kept
-- ARGV[4] for how many s they are kept
-- ARGV[5] how many instances one sweep settles
-- ARGV[6] after how many ms a caller sweeps the other shards again, 0 if there is no other
-- ARGV[7..] for each heartbeat: the instance's name; its status as U, D or X, or '' for the one it has; the token of its registration,
-- or '' for whichever there is
-- Returns { 1 if the caller sweeps the other shards, else 0, { for each heartbeat { 'OK', its standing, its facts }, { 'NOT_FOUND' } if
-- it is not registered, or { 'CONFLICT' } if another has registered in its place } }.
-- Costs the sweep, eight commands and O(log n) per heartbeat, and two commands per heartbeat that changes something. The caller sends
-- at most serviceLimits.heartbeats of them.
-- @include base/fields-of
-- @include base/surely
-- @include base/whole
-- @include service/registry
assert(#ARGV % 3 == 0, 'a heartbeat is not complete')
local round_ms, names, position = whole(ARGV[6]), {}, {}
for at = 7, #ARGV, 3 do
  if not position[ARGV[at]] then
    names[#names + 1] = ARGV[at]
    position[ARGV[at]] = #names
  end
end
sweep()
local states, facts = fields_of(base .. 'state', names), fields_of(base .. 'facts', names)
local tokens = fields_of(base .. 'tokens', names)

-- Whether an expired instance is still kept. One that the sweep has not reached is settled here.
local function revive(i, running)
  local name = names[i]
  local expires_at = running or surely('ZSCORE', base .. 'expired', name) or '0'
  if running then expire(name, states[i] or '', facts[i] or '', expires_at) end
  if (tonumber(expires_at) or 0) <= now - kept_ms then
    forget(name, states[i] or '', facts[i] or '', expires_at)
    states[i] = false
    return false
  end
  surely('ZREM', base .. 'expired', name)
  return true
end

local function beat(i, status, token)
  local before, ttl = string.match(states[i] or '', '^(%a) (%d+)')
  if not before or not facts[i] then return { 'NOT_FOUND' } end
  if token ~= '' and tokens[i] and tokens[i] ~= token then return { 'CONFLICT' } end
  local name = names[i]
  local running = surely('ZSCORE', base .. 'expiry', name)
  local runs = running and tonumber(running) > now
  if not runs and not revive(i, running) then return { 'NOT_FOUND' } end
  if status == '' then status = before end
  if status ~= before then
    local state = status .. string.sub(states[i] or '', 2)
    states[i] = state
    surely('HSET', base .. 'state', name, state)
  end
  local expires_at = now + ttl
  local reply = standing(status, states[i] or '', expires_at)
  if status ~= (runs and before or 'X') then announce(name, reply, facts[i] or '') end
  surely('ZADD', base .. 'expiry', expires_at, name)
  return { 'OK', reply, facts[i] }
end

local replies = {}
for at = 7, #ARGV, 3 do replies[#replies + 1] = beat(position[ARGV[at]], ARGV[at + 1], ARGV[at + 2]) end
publish()
return { begins_round(round_ms), replies }

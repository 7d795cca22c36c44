-- What the scripts of the service registry share. Everything they touch begins with the base and lies in one slot:
--   services   hash: a service's name -> how many instances of it are known
--   names      sorted set, every score 0: `<service>/<instance>`, which is an instance's name in the following ones
--   state      hash: what the instance says it is, its ttl in ms and when it was registered: `U 30000 1764000000000`
--   facts      hash: its address, version and metadata as JSON
--   expiry     sorted set: instances whose ttl runs, by the millisecond at which it ends
--   expired    sorted set: instances whose ttl has run out, by the same millisecond, until they are forgotten
--   changes    stream: the newest changes, each the instance as it was then; `number` counts them
-- How an instance stands is told as `<letter> <ttl> <registered at> <expires at>`: U is up, D draining, X down, G gone.
--
-- KEYS[1] the registry's base
-- ARGV[1] channel of the changes, [2] for how many ms an expired instance is kept, [3] how many changes are kept, and [4]
--         for how many seconds; a script's own arguments come after these
-- @include base/now
local base, channel, kept_ms = KEYS[1], ARGV[1], tonumber(ARGV[2])
local now = now_ms()
local sweep_at_once = 100
-- The services of whose instances something was announced.
local announced, is_announced = {}, {}

local function standing(letter, state, expires_at)
  return letter .. string.sub(state, 2) .. ' ' .. expires_at
end

local function announce(name, told, facts)
  local number = redis.call('INCR', base .. 'number')
  redis.call('XADD', base .. 'changes', 'MAXLEN', '~', ARGV[3], '*', 'n', number, 'i', name, 's', told, 'f', facts)
  local service = string.match(name, '^[^/]+')
  if not is_announced[service] then announced[#announced + 1] = service end
  is_announced[service] = true
end

-- To be called at the end of each script that may have announced something.
local function publish()
  if #announced == 0 then return end
  redis.call('EXPIRE', base .. 'changes', ARGV[4])
  redis.call('PUBLISH', channel, table.concat(announced, ' '))
end

-- One that has said itself that it is down is no news.
local function expire(name, state, facts, expires_at)
  redis.call('ZREM', base .. 'expiry', name)
  redis.call('ZADD', base .. 'expired', expires_at, name)
  if string.sub(state, 1, 1) ~= 'X' then announce(name, standing('X', state, expires_at), facts) end
end

local function forget(name, state, facts, expires_at)
  for _, part in ipairs({ 'names', 'expiry', 'expired' }) do redis.call('ZREM', base .. part, name) end
  for _, part in ipairs({ 'state', 'facts' }) do redis.call('HDEL', base .. part, name) end
  local service = string.match(name, '^[^/]+')
  if redis.call('HINCRBY', base .. 'services', service, -1) <= 0 then redis.call('HDEL', base .. 'services', service) end
  local told = standing('G', state, expires_at)
  announce(name, told, facts)
  return told
end

local function settle_until(part, moment, settle)
  local due = redis.call('ZRANGE', base .. part, '-inf', moment, 'BYSCORE', 'LIMIT', 0, sweep_at_once, 'WITHSCORES')
  if #due == 0 then return 0 end
  local names = {}
  for at = 1, #due, 2 do names[#names + 1] = due[at] end
  local states = redis.call('HMGET', base .. 'state', unpack(names))
  local facts = redis.call('HMGET', base .. 'facts', unpack(names))
  for i, name in ipairs(names) do settle(name, states[i], facts[i], due[2 * i]) end
  return #names
end

-- Notices whose time has come, at most a hundred of each kind. Every script that writes begins with it, so that whoever
-- is there sees to it, and once. Returns whether there may be more.
local function sweep()
  local expired = settle_until('expiry', now, expire)
  local forgotten = settle_until('expired', now - kept_ms, forget)
  return expired == sweep_at_once or forgotten == sweep_at_once
end

-- A shard of the service registry, which has all of some services. Everything the scripts touch begins with its base and lies in one slot:
--   services   hash: a service's name -> how many instances of it are known
--   names      sorted set, every score 0: `<service>/<instance>`, which is an instance's name in the following ones
--   state      hash: the status that the instance gives, its ttl in ms and when it was registered: `U 30000 1764000000000`
--   facts      hash: its address, version and metadata as JSON
--   tokens     hash: the token of its registration, which its heartbeats come with
--   expiry     sorted set: instances whose ttl runs, by the millisecond at which it ends
--   expired    sorted set: instances whose ttl has run out, by the same millisecond, until they are forgotten
--   round      string: there for as long as nobody needs to sweep the other shards
--   changes    stream: the newest changes, each the instance as it was then; `number` counts them
-- The standing of an instance is `<letter> <ttl> <registered at> <expires at>`, with the letters of service/record.ts.
-- Takes KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]: its base, the channel of the changes, for how many ms an expired
-- instance is kept, how many changes are kept, for how many s, how many instances one sweep settles
-- @include base/fields-of
-- @include base/now
-- @include base/surely
-- @include base/whole
local base, channel, kept_ms = KEYS[1], ARGV[1], whole(ARGV[2])
local changes_kept, changes_ttl = whole(ARGV[3]), whole(ARGV[4])
local now = now_ms()
local sweep_at_once = whole(ARGV[5])
-- The services with a change.
local announced, is_announced = {}, {}

local function standing(letter, state, expires_at)
  return letter .. string.sub(state, 2) .. ' ' .. expires_at
end

local function announce(name, reply, facts)
  local number = surely('INCR', base .. 'number')
  surely('XADD', base .. 'changes', 'MAXLEN', '~', changes_kept, '*', 'n', number, 'i', name, 's', reply, 'f', facts)
  local service = string.match(name, '^[^/]*')
  if not is_announced[service] then announced[#announced + 1] = service end
  is_announced[service] = true
end

-- Writes the changes out. To be called at the end of each script that may have announced one.
local function publish()
  if #announced == 0 then return end
  redis.call('EXPIRE', base .. 'changes', changes_ttl)
  redis.call('PUBLISH', channel, table.concat(announced, ' '))
end

-- 1 if the caller is to sweep the other shards: the first of a round is. So heartbeats and registrations anywhere notice who has expired
-- anywhere, and a sweep of all shards is not sent with each.
local function begins_round(ms)
  local round = base .. 'round'
  if ms == 0 or surely('GET', round) and redis.call('PTTL', round) > 0 then return 0 end
  surely('SET', round, 1, 'PX', ms)
  return 1
end

-- If the instance's own status is DOWN already, that is no change.
local function expire(name, state, facts, expires_at)
  surely('ZREM', base .. 'expiry', name)
  surely('ZADD', base .. 'expired', expires_at, name)
  if string.sub(state, 1, 1) ~= 'X' then announce(name, standing('X', state, expires_at), facts) end
end

local function forget(name, state, facts, expires_at)
  for _, part in ipairs({ 'names', 'expiry', 'expired' }) do surely('ZREM', base .. part, name) end
  for _, part in ipairs({ 'state', 'facts', 'tokens' }) do surely('HDEL', base .. part, name) end
  local service = string.match(name, '^[^/]*') or ''
  if surely('HINCRBY', base .. 'services', service, -1) <= 0 then surely('HDEL', base .. 'services', service) end
  local reply = standing('G', state, expires_at)
  announce(name, reply, facts)
  return reply
end

local function settle_until(part, moment, settle)
  local due = surely('ZRANGE', base .. part, '-inf', moment, 'BYSCORE', 'LIMIT', 0, sweep_at_once, 'WITHSCORES')
  if #due == 0 then return 0 end
  local names = {}
  for at = 1, #due, 2 do names[#names + 1] = due[at] end
  local states, facts = fields_of(base .. 'state', names), fields_of(base .. 'facts', names)
  for i, name in ipairs(names) do settle(name, states[i] or '', facts[i] or '', due[2 * i] or now) end
  return #names
end

-- Settles the instances of the shard whose time has come: those whose ttl has run out, and those that have been expired for long, at most
-- `sweep_at_once` of each. Every script that writes begins with it, so that the registry needs no process of its own. Returns the
-- larger of both numbers.
local function sweep()
  local expired = settle_until('expiry', now, expire)
  local forgotten = settle_until('expired', now - kept_ms, forget)
  return math.max(expired, forgotten)
end

-- Takes an instance out of the registry.
-- KEYS and ARGV 1 to 4 as in service/lua/include/registry.lua; 5 its name
-- Returns how it stood, as gone, and its facts; nothing where it is not registered.
-- Costs O(log n) beside the sweep.
-- @include service/registry
sweep()
local name = ARGV[5]
local state, facts = redis.call('HGET', base .. 'state', name), redis.call('HGET', base .. 'facts', name)
local reply = false
if state then
  local expires_at = redis.call('ZSCORE', base .. 'expiry', name) or redis.call('ZSCORE', base .. 'expired', name)
  reply = { forget(name, state, facts, expires_at), facts }
end
publish()
return reply

-- Removes an instance from the registry.
-- KEYS[1] the registry's base
-- ARGV[1] the channel of the changes
-- ARGV[2] for how many ms an expired instance is kept
-- ARGV[3] how many changes are kept
-- ARGV[4] for how many s they are kept
-- ARGV[5] how many instances one sweep settles
-- ARGV[6] its name
-- Returns { 'OK', its standing, as gone, its facts }, or { 'NOT_FOUND' } if it is not registered.
-- Costs O(log n) besides the sweep.
-- @include service/registry
sweep()
local name = ARGV[6]
local state, facts = redis.call('HGET', base .. 'state', name), redis.call('HGET', base .. 'facts', name)
local reply = { 'NOT_FOUND' }
if state then
  local expires_at = redis.call('ZSCORE', base .. 'expiry', name) or redis.call('ZSCORE', base .. 'expired', name)
  reply = { 'OK', forget(name, state, facts, expires_at), facts }
end
publish()
return reply

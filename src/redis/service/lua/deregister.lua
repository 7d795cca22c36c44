#!lua flags=allow-oom
-- Removes an instance from the registry. It also runs while Redis is out of memory.
-- KEYS[1] the base of the registry's shard
-- ARGV[1] the channel of the changes
-- ARGV[2] for how many ms an expired instance is kept
-- ARGV[3] how many changes are kept
-- ARGV[4] for how many s they are kept
-- ARGV[5] how many instances one sweep settles
-- ARGV[6] its name
-- ARGV[7] the token of its registration, or '' for whichever there is
-- Returns { 'OK', its standing, as gone, its facts }, { 'NOT_FOUND' } if it is not registered, or { 'CONFLICT' } if
-- another has registered in its place.
-- Costs O(log n) besides the sweep.
-- @include base/surely
-- @include service/registry
sweep()
local name = ARGV[6]
local state, facts = surely('HGET', base .. 'state', name), surely('HGET', base .. 'facts', name)
local reply, token = { 'NOT_FOUND' }, surely('HGET', base .. 'tokens', name)
if state and ARGV[7] ~= '' and token and token ~= ARGV[7] then
  reply = { 'CONFLICT' }
elseif state and facts then
  local expires_at = surely('ZSCORE', base .. 'expiry', name) or surely('ZSCORE', base .. 'expired', name) or now
  reply = { 'OK', forget(name, state, facts, expires_at), facts }
end
publish()
return reply

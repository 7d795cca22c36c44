-- Names a passkey.
-- KEYS[1] the second factors
-- ARGV[1] the id of the passkey
-- ARGV[2] its name
-- Returns { 'OK' }, or { 'NONE' }: the account has no such passkey.
-- Costs O(1).
if redis.call('HEXISTS', KEYS[1], 'key:' .. ARGV[1]) == 0 then return { 'NONE' } end
redis.call('HSET', KEYS[1], 'name:' .. ARGV[1], ARGV[2])
return { 'OK' }

-- Gives an e-mail address to an account, unless another one has it.
-- KEYS[1] which account has the address
-- ARGV[1] the account
-- ARGV[2] an account that no longer exists and may be replaced, or ''
-- Returns { 'OK' }, or { 'TAKEN' }: another account has it.
-- Costs O(1).
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[2] then return {'TAKEN'} end
redis.call('SET', KEYS[1], ARGV[1])
return {'OK'}

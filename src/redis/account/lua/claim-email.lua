-- Gives an e-mail address to an account, unless another one has it.
-- KEYS: the address' key
-- ARGV: user id, id of an account that no longer exists and may be replaced, or ''
-- Returns 1 where it is this account's now, else 0. Constant cost.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1

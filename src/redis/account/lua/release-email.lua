-- Takes an e-mail address from an account, if it has it.
-- KEYS[1] which account has the address
-- ARGV[1] the account
-- Returns how many addresses it gave up.
-- Costs O(1).
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])

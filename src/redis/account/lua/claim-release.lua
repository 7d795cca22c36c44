-- Takes something that one account has alone from an account, if it has it.
-- KEYS[1] whose it is
-- KEYS[2] by which claim
-- ARGV[1] the account
-- ARGV[2] by which claim it has to be, '' if that is not known any more; none if by any
-- Returns how many it gave up.
-- Costs O(1).
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] and (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[2])
return redis.call('DEL', KEYS[1])

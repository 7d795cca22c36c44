-- Forgets what a key has used of a policy and that it is blocked; every process then forgets its local blocks.
--
-- KEYS   1: the version, 2: the policy's blocked keys, 3 and 4: the key's state, GCRA and sliding window
-- ARGV   1: the key as it is shown
-- Returns 1 where there was anything to forget.
-- Costs three commands.
local blocked = redis.call('ZREM', KEYS[2], ARGV[1])
local used = redis.call('DEL', KEYS[3], KEYS[4])
redis.call('INCR', KEYS[1])
return math.min(1, blocked + used)

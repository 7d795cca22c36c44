-- Keeps an account that was to go by itself unless its address could be claimed.
-- KEYS[1] the account
-- KEYS[2] its access
-- Returns nothing.
-- Costs O(1).
redis.call('PERSIST', KEYS[1])
redis.call('PERSIST', KEYS[2])

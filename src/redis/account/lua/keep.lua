-- Keeps an account that was to go by itself unless its address could be claimed.
-- KEYS[1] the account
-- KEYS[2] its access
-- Returns { 'OK' }; { 'NONE' } if one of them is gone: a failover may have lost it meanwhile.
-- Costs O(1).
if redis.call('EXISTS', KEYS[1], KEYS[2]) < 2 then return { 'NONE' } end
redis.call('PERSIST', KEYS[1])
redis.call('PERSIST', KEYS[2])
return { 'OK' }

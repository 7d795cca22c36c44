-- Replaces an account's password hash where it is still the one that was checked; ends its other sessions if asked.
-- KEYS: account, access
-- ARGV: hash that was checked, new hash, '1' to end the other sessions, owner, name of the session to keep or '',
--   reason, channel
-- Returns how many sessions ended; -1 where the hash was another one by now. Constant cost.
-- @include session/end-all
if redis.call('HGET', KEYS[1], 'password') ~= ARGV[1] then return -1 end
redis.call('HSET', KEYS[1], 'password', ARGV[2])
if ARGV[3] ~= '1' then return 0 end
return end_all(KEYS[2], ARGV[4], ARGV[5], ARGV[6], ARGV[7])

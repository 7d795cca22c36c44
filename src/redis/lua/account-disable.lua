-- Disables or enables an account; one that is disabled loses all its sessions in the same step.
-- KEYS: account, session index
-- ARGV: '1' or '0', owner, channel
-- Returns how many sessions ended; -1 where there is no such account. Constant cost.
-- @include session-end-all
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
redis.call('HSET', KEYS[1], 'disabled', ARGV[1])
if ARGV[1] ~= '1' then return 0 end
return end_all(KEYS[2], ARGV[2], '', 'ACCOUNT_DISABLED', ARGV[3])

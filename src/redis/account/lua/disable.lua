-- Disables or enables an account; one that is disabled loses all its sessions in the same step.
-- KEYS: access
-- ARGV: '1' or '0', owner, channel
-- Returns how many sessions ended; -1 where there is no such account. Constant cost.
-- @include session/end-all
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local ended = ARGV[1] == '1' and end_all(KEYS[1], ARGV[2], '', 'ACCOUNT_DISABLED', ARGV[3]) or 0
redis.call('SETRANGE', KEYS[1], 0, ARGV[1] == '1' and 'D' or 'E')
note_change(key_start(KEYS[1]))
return ended

-- Ends all sessions of an account, but for one where it is named.
-- KEYS: access
-- ARGV: owner, name of the session to keep or '', reason, channel
-- Returns how many ended. The same cost however many sessions there are.
-- @include session/end-all
return end_all(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])

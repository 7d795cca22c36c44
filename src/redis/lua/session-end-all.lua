-- Ends all sessions of an owner, but for one where it is named.
-- KEYS: index
-- ARGV: owner, name of the session to keep or '', reason, channel
-- Returns how many ended. One DEL of an index that is capped: the same cost however many sessions there are.
-- @include session-end-all
return end_all(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])

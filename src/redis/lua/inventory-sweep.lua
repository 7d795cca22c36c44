-- Ends holds whose time is over.
-- KEYS: on-hand, reserved, holds, expiry, settled
-- ARGV: channel prefix, how many at most, milliseconds to remember ended holds
-- Returns how many it ended. Costs O(count * lines); count is at most 100.
-- @include inventory
return sweep(tonumber(ARGV[2]), now_ms(), tonumber(ARGV[3]), ARGV[1])

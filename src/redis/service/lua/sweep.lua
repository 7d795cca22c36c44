-- Notices whose ttl has run out, and forgets who has been expired for long.
-- KEYS and ARGV as in service/lua/include/registry.lua
-- Returns 1 where there may be more, else 0. Costs at most some 1,400 commands, for a hundred instances that expired at once
-- and a hundred that are forgotten.
-- @include service/registry
local more = sweep()
publish()
return more and 1 or 0

-- Prolongs leases.
--
-- KEYS   leases
-- ARGV   1: for how many milliseconds; then the token of each
-- Returns a list with 1 for a lease that is still the token's and 0 for one that is not.
-- @include cache/lease
local answers = {}
for index, lease_key in ipairs(KEYS) do
  local holder = holder_of(redis.call('GET', lease_key))
  answers[index] = holder == ARGV[index + 1] and redis.call('PEXPIRE', lease_key, ARGV[1]) or 0
end
return answers

-- Prolongs leases.
-- KEYS[1..] leases
-- ARGV[1] for how many milliseconds
-- ARGV[2..] the token of each
-- Returns for each lease { 'OK' }, or { 'LOST' }: it is no longer the token's.
-- Costs two commands a lease.
-- @include base/surely
-- @include base/whole
-- @include cache/lease
local lease_ms, answers = whole(ARGV[1]), {}
for index, lease_key in ipairs(KEYS) do
  local holder = holder_of(surely('GET', lease_key))
  local is_held = holder == ARGV[index + 1]
  if is_held then
    redis.call('PEXPIRE', lease_key, lease_ms)
  end
  answers[index] = { is_held and 'OK' or 'LOST' }
end
return answers

-- Stores the first policies of a database in which none was ever stored; deleted ones do not come back.
-- KEYS[1] the policies
-- KEYS[2] the version
-- ARGV[1..] names and texts of the policies, in pairs
-- Returns { 'OK' }, or { 'SEEDED' }: there were policies before.
-- Costs three commands.
-- @include rate-limit/renew
if redis.call('EXISTS', KEYS[2]) == 1 then
  return { 'SEEDED' }
end
redis.call('HSET', KEYS[1], unpack(ARGV))
renew(KEYS[2])
return { 'OK' }

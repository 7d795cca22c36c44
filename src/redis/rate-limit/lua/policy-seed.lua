-- Stores the first policies of a database in which none was ever stored; deleted ones do not come back.
-- KEYS[1] the policies
-- KEYS[2] the version
-- KEYS[3] how many releases' additions the data set has
-- ARGV[1] how many releases have added policies so far
-- ARGV[2..] names and texts of the policies, in pairs
-- Returns { 'OK' }, or { 'SEEDED' }: there were policies before.
-- Costs four commands.
-- @include base/surely
-- @include rate-limit/renew
if redis.call('EXISTS', KEYS[2]) == 1 then
  return { 'SEEDED' }
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
surely('SET', KEYS[3], ARGV[1])
renew(KEYS[2])
return { 'OK' }

-- Stores the first policies of a database in which none was ever stored; deleted ones do not come back.
--
-- KEYS   1: the policies, 2: the version
-- ARGV   a name and a text for each policy
-- Returns 1 where it stored them.
-- Costs three commands.
if redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV))
redis.call('INCR', KEYS[2])
return 1

-- Makes a visitor another one's alias after log-in. One who has seen another variant before is counted as a multiple
-- exposure, once.
-- KEYS  seen, alias, counts
-- ARGV  visitor, the visitor they are recognised as, that one's variant, lifetime (s)
-- Returns 1 where the alias is new.
-- Costs at most 5 commands.
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[2], ARGV[4])
local seen = redis.call('HGET', KEYS[1], ARGV[1])
if seen and ARGV[3] ~= '' and seen:match('^(.-)|') ~= ARGV[3] then redis.call('HINCRBY', KEYS[3], 'multiple', 1) end
return 1

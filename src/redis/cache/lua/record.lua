-- Adds what a process has counted.
--
-- KEYS   1: the totals; 2: starts the key of an hour's minutes
-- ARGV   a letter and a number each: see cache/stats.ts
-- @include base/now
local minute = math.floor(now_ms() / 60000)
local minutes = KEYS[2] .. string.format('%d', math.floor(minute / 60))
for at = 1, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1])
  redis.call('HINCRBY', minutes, ARGV[at] .. (minute % 60), ARGV[at + 1])
end
redis.call('EXPIRE', minutes, 49 * 3600)
return 1

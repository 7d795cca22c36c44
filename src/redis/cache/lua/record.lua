-- Adds what a process has counted.
-- KEYS[1] the totals
-- KEYS[2] base of an hour's minutes: the hour is appended
-- ARGV[1] seconds that an hour's minutes are kept
-- ARGV[2..] letters and numbers, in pairs; cache/stats.ts lists the letters
-- Returns how many numbers were added.
-- Costs two commands a number.
-- @include base/now
-- @include base/surely
local minute = math.floor(now_ms() / 60000)
local minutes = KEYS[2] .. string.format('%d', math.floor(minute / 60))
for at = 2, #ARGV, 2 do
  surely('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1])
  surely('HINCRBY', minutes, ARGV[at] .. (minute % 60), ARGV[at + 1])
end
redis.call('EXPIRE', minutes, ARGV[1])
return (#ARGV - 1) / 2

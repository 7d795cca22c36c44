-- Adds what a process has counted.
-- KEYS[1] the totals
-- KEYS[2] base of an hour's minutes: the hour is appended
-- ARGV[1] seconds that an hour's minutes are kept
-- ARGV[2..] letters and numbers, in pairs; cache/stats.ts lists the letters
-- Returns how many numbers were added.
-- Costs two commands a number.
-- @include base/now
-- @include base/surely
-- @include base/whole
local minute = math.floor(now_ms() / 60000)
local minutes = KEYS[2] .. string.format('%d', math.floor(minute / 60))
local kept, counts = whole(ARGV[1]), {}
for at = 2, #ARGV, 2 do counts[#counts + 1] = { letter = ARGV[at], number = whole(ARGV[at + 1]) } end
for _, each in ipairs(counts) do
  surely('HINCRBY', KEYS[1], each.letter, each.number)
  surely('HINCRBY', minutes, each.letter .. (minute % 60), each.number)
end
redis.call('EXPIRE', minutes, kept)
return #counts

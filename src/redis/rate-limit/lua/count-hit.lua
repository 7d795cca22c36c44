-- Counts a hit in a fixed window, which begins with its first hit.
-- KEYS[1] the window
-- ARGV[1] how many milliseconds a window lasts
-- Returns the hits of the window, and the milliseconds until it ends.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local lasts = whole(ARGV[1])
local hits = surely('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], lasts)
  left = lasts
end
return { hits, left }

-- Counts a search that found nothing. If there are twice as many as are kept, the rarest are dropped.
-- KEYS[1] the searches of the week
-- ARGV[1] the search
-- ARGV[2] searches kept
-- ARGV[3] milliseconds to keep the week
-- Returns how many there are.
-- Costs O(log searches), and O(searches) each time that the rarest are dropped.
-- @include base/surely
-- @include base/whole
local key, kept, keep_ms = KEYS[1], whole(ARGV[2]), whole(ARGV[3])
surely('ZINCRBY', key, 1, ARGV[1])
local count = surely('ZCARD', key)
if count > 2 * kept then surely('ZREMRANGEBYRANK', key, 0, count - kept - 1) end
redis.call('PEXPIRE', key, keep_ms)
return count

-- Counts that a product went together with others, once an event.
-- KEYS: together, seen (a mark of this event)
-- ARGV: weight, half-life in ms, neighbours at most, time to live in ms, milliseconds to remember the event, the product
--       itself, then the others
-- Returns 1, or 0 where the event was counted before. Costs O(others * log neighbours), at most 20 of 200.
-- @include now
if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[5]) then return 0 end
-- Forward decay: what comes later weighs more, twice as much each half-life, so nothing has to be aged in place. From
-- 2025 on the numbers stay in a double for 80 years of half-lives of 30 days.
local weight = tonumber(ARGV[1]) * 2 ^ ((now_ms() - 1735689600000) / tonumber(ARGV[2]))
for at = 6, #ARGV do redis.call('ZINCRBY', KEYS[1], weight, ARGV[at]) end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -(tonumber(ARGV[3]) + 2))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1

-- Counts that a product went together with others, once an event.
-- KEYS: together, seen (a mark of this event)
-- ARGV: weight, half-life in ms, neighbours at most, time to live in ms, milliseconds to remember the event, the product
--       itself, then the others
-- Returns 1, or 0 where the event was counted before. Costs O(others * log neighbours), at most 20 of 200.
-- @include recommendation/decayed-weight
if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[5]) then return 0 end
local weight = decayed_weight(ARGV[1], ARGV[2])
for at = 6, #ARGV do redis.call('ZINCRBY', KEYS[1], weight, ARGV[at]) end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -(tonumber(ARGV[3]) + 2))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1

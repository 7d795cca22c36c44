-- Uncounts an attempt that succeeded, and the wait that it began with. What counts nothing is not kept.
-- KEYS[1] the attempts
-- Returns how many attempts still count.
-- Costs O(1).
local count = tonumber(redis.call('HGET', KEYS[1], 'count') or 0)
if count <= 1 then
  redis.call('DEL', KEYS[1])
  return 0
end
redis.call('HSET', KEYS[1], 'count', count - 1, 'until', 0)
return count - 1

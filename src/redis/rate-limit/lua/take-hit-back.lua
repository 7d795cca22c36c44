-- Takes a hit of a fixed window back.
-- KEYS[1] the window
-- Returns the hits that are left; 0 if there were none.
-- Costs O(1).
local hits = tonumber(redis.call('GET', KEYS[1]) or 0)
if not hits or hits < 1 then return 0 end
return redis.call('INCRBY', KEYS[1], -1)

-- Takes back an attempt that succeeded, and the wait that it began with.
-- KEYS: attempts
-- Returns nothing. Constant cost.
local count = tonumber(redis.call('HGET', KEYS[1], 'count'))
if count and count > 0 then redis.call('HSET', KEYS[1], 'count', count - 1, 'until', 0) end

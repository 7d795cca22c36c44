-- Replaces an experiment by its new definition, if nobody else has changed it since it was read.
-- KEYS  experiments (hash of JSON by key)
-- ARGV  key of the experiment, its JSON as it was read ('' for none), the new JSON, how many there may be
-- Returns 1 done, 0 somebody was faster, -1 there are too many.
-- Costs 3 commands.
local before = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if before ~= ARGV[2] then return 0 end
if before == '' and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return -1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1

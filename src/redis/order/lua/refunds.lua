#!lua flags=allow-oom
-- Notes what became of an order's refunds, unless they have changed since they were read.
-- It also runs while Redis is out of memory: what was given back must be known.
-- KEYS[1] the order
-- ARGV[1] the refunds as they were read; '' for none
-- ARGV[2] the refunds as they are now
-- ARGV[3] channel of the order
-- Returns { 'OK' }; else { 'NONE' }: there is no such order; { 'CHANGED' }: they are others by now.
-- Costs O(1).
local state, refunds = unpack(redis.call('HMGET', KEYS[1], 'state', 'refunds'))
if not state then return { 'NONE' } end
if (refunds or '') ~= ARGV[1] then return { 'CHANGED' } end
redis.call('HSET', KEYS[1], 'refunds', ARGV[2])
redis.call('PUBLISH', ARGV[3], state)
return { 'OK' }

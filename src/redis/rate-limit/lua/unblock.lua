#!lua flags=allow-oom
-- Forgets what a key has used of a policy and that it is blocked; every process then forgets its local blocks.
-- It also runs while Redis is out of memory: it frees memory.
-- KEYS[1] the version
-- KEYS[2] the policy's blocked keys
-- KEYS[3] the key's state under GCRA
-- KEYS[4] the key's state under a sliding window
-- ARGV[1] the key as it is shown
-- Returns how many things were forgotten.
-- Costs three commands.
-- @include rate-limit/renew
local blocked = redis.call('ZREM', KEYS[2], ARGV[1])
local states = redis.call('DEL', KEYS[3], KEYS[4])
renew(KEYS[1])
return blocked + states

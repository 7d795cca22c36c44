#!lua flags=allow-oom
-- Forgets that a key is blocked by a policy; every process then forgets its local blocks.
-- It also runs while Redis is out of memory: it frees memory.
-- KEYS[1] the version
-- KEYS[2] the policy's blocked keys
-- ARGV[1] the key as it is shown
-- Returns 1 if the key was blocked, 0 if not.
-- Costs two commands.
-- @include rate-limit/renew
local blocked = redis.call('ZREM', KEYS[2], ARGV[1])
renew(KEYS[1])
return blocked

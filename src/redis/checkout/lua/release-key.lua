#!lua flags=allow-oom
-- Forgets an idempotency key whose payment came to nothing, so that it can be used again.
-- It also runs while Redis is out of memory: it frees.
-- KEYS[1] what the key was used for
-- ARGV[1] what the caller used it for
-- Returns how many keys were forgotten: 0 where it stands for something else by now.
-- Costs O(1).
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])

#!lua flags=allow-oom
-- Marks instances of a shard whose ttl has run out as DOWN, and forgets those that have been expired for long. It also runs while Redis is out of memory.
-- KEYS[1] the base of the registry's shard
-- ARGV[1] the channel of the changes
-- ARGV[2] for how many ms an expired instance is kept
-- ARGV[3] how many changes are kept
-- ARGV[4] for how many s they are kept
-- ARGV[5] how many instances one sweep settles
-- Returns how many it marked or forgot, whichever is more.
-- Costs at most some 14 commands per instance that a sweep settles, twice.
-- @include service/registry
local settled = sweep()
publish()
return settled

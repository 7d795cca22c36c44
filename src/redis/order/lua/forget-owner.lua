#!lua flags=allow-oom
-- Takes the person out of a checkout or order that is kept on: another owner takes the place of an erased one. It may be repeated.
-- It also runs while Redis is out of memory: it replaces a text by one that is hardly longer.
-- KEYS[1] the order
-- ARGV[1] the owner
-- ARGV[2] who stands in the owner's place
-- ARGV[3] channel of the order
-- ARGV[4..] the fields that tell of the person
-- Returns { 'OK' }, also if it was done before; else { 'NONE' }: the owner has no such checkout or order.
-- Costs O(fields).
-- @include base/publish
-- @include base/surely
local owner, state = unpack(redis.call('HMGET', KEYS[1], 'owner', 'state'))
if not state or (owner ~= ARGV[1] and owner ~= ARGV[2]) then return { 'NONE' } end
redis.call('HDEL', KEYS[1], unpack(ARGV, 4))
surely('HSET', KEYS[1], 'owner', ARGV[2])
if owner ~= ARGV[2] then publish(ARGV[3], state) end
return { 'OK' }

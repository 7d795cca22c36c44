#!lua flags=allow-oom
-- Gives a guest's checkout or order to the account that the guest has logged in to. It may be repeated.
-- It also runs while Redis is out of memory: it replaces a text by one that is as long.
-- KEYS[1] the order
-- ARGV[1] the guest
-- ARGV[2] the account
-- ARGV[3] channel of the order
-- Returns { 'OK' }, also if it was given before; else { 'NONE' }: the guest has no such checkout or order.
-- Costs O(1).
-- @include base/publish
local owner, state = unpack(redis.call('HMGET', KEYS[1], 'owner', 'state'))
if not state or (owner ~= ARGV[1] and owner ~= ARGV[2]) then return { 'NONE' } end
if owner == ARGV[2] then return { 'OK' } end
redis.call('HSET', KEYS[1], 'owner', ARGV[2])
publish(ARGV[3], state)
return { 'OK' }

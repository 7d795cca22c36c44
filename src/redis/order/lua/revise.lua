-- Changes what a checkout costs and what was chosen for it, as long as nobody pays for it.
-- KEYS[1] the order
-- ARGV[1] the owner
-- ARGV[2] the revision that the caller has read
-- ARGV[3] channel of the order
-- ARGV[4..] fields and values, in pairs
-- Returns { 'OK' }; else { 'NONE' }: there is no such checkout of this owner; { 'CLOSED', state }: it is none any more;
--   { 'CHANGED' }: it has another revision by now.
-- Costs O(fields).
-- @include base/publish
local state, owner, revision = unpack(redis.call('HMGET', KEYS[1], 'state', 'owner', 'revision'))
if not state or owner ~= ARGV[1] then return { 'NONE' } end
if state ~= 'OPEN' then return { 'CLOSED', state } end
if (revision or '0') ~= ARGV[2] then return { 'CHANGED' } end
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
publish(ARGV[3], state)
return { 'OK' }

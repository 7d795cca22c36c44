#!lua flags=allow-oom
-- Notes what became of an order's refunds or disputes, unless they have changed since they were read.
-- It also runs while Redis is out of memory: what was given back must be known.
-- KEYS[1] the order
-- KEYS[2] the outbox of domain events
-- ARGV[1] the field
-- ARGV[2] what it had when it was read; '' for nothing
-- ARGV[3] what it has now
-- ARGV[4] channel of the order
-- ARGV[5] how many domain events their outbox keeps
-- ARGV[6] the domain event, '' for none
-- Returns { 'OK' }; else { 'NONE' }: there is no such order; { 'CHANGED' }: the field has something else by now.
-- Costs O(1).
-- @include base/publish
-- @include base/whole
-- @include domain-event/tell
local most_events = whole(ARGV[5])
local state, before = unpack(redis.call('HMGET', KEYS[1], 'state', ARGV[1]))
if not state then return { 'NONE' } end
if (before or '') ~= ARGV[2] then return { 'CHANGED' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
tell_event(KEYS[2], most_events, ARGV[6])
publish(ARGV[4], state)
return { 'OK' }

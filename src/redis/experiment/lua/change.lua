-- Replaces an experiment by its new definition, if nobody else has changed it since it was read.
-- KEYS[1] experiments (hash of JSON by key)
-- KEYS[2] the outbox of domain events
-- ARGV[1] key of the experiment
-- ARGV[2] its JSON as it was read, or '' for none
-- ARGV[3] the new JSON
-- ARGV[4] how many experiments there may be
-- ARGV[5] how many domain events their outbox keeps
-- ARGV[6] the domain event, '' for none
-- Returns { 'OK' }, { 'CONFLICT' } if somebody was faster, or { 'LIMIT_EXCEEDED' }.
-- Costs 4 commands.
-- @include base/whole
-- @include domain-event/tell
local most_events = whole(ARGV[5])
local before = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if before ~= ARGV[2] then return { 'CONFLICT' } end
if before == '' and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return { 'LIMIT_EXCEEDED' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
tell_event(KEYS[2], most_events, ARGV[6])
return { 'OK' }

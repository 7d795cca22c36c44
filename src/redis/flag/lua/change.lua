-- Replaces a flag by its new definition, or removes it, if nobody else has changed it since it was read. Tells all who listen.
-- KEYS[1] flags (hash of JSON by key; '' is the moment of the last change, in microseconds)
-- KEYS[2] the outbox of domain events
-- ARGV[1] key of the flag
-- ARGV[2] its JSON as it was read, or '' for none
-- ARGV[3] the new JSON, or '' to remove the flag
-- ARGV[4] how many flags there may be
-- ARGV[5] channel that tells of changes
-- ARGV[6] how many domain events their outbox keeps
-- ARGV[7] the domain event, '' for none
-- Returns { 'OK' }, { 'CONFLICT' } if somebody was faster, or { 'LIMIT_EXCEEDED' }.
-- Costs at most 7 commands.
-- @include base/now-us
-- @include base/surely
-- @include base/whole
-- @include domain-event/tell
local most_events, changed = whole(ARGV[6]), string.format('%.0f', now_us())
local before = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if before ~= ARGV[2] then return { 'CONFLICT' } end
-- One of the fields is the moment.
if before == '' and redis.call('HLEN', KEYS[1]) > whole(ARGV[4]) then return { 'LIMIT_EXCEEDED' } end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
surely('HSET', KEYS[1], '', changed)
tell_event(KEYS[2], most_events, ARGV[7])
redis.call('PUBLISH', ARGV[5], ARGV[1])
return { 'OK' }

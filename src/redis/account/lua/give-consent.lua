-- Writes down that the holder of an account agrees to a version of something.
-- KEYS[1] the account
-- KEYS[2] what it has agreed to: by subject, a blank and version, when that was given, a blank and when it was withdrawn
-- ARGV[1] the subject, a blank and the version
-- ARGV[2] how many of them an account can have
-- Returns { 'OK' }; { 'SAME' }: it agrees already; { 'FULL' }: it has too many; { 'NONE' }: there is no such account.
-- Costs O(1).
-- @include base/now
-- @include base/surely
-- @include base/whole
local most = whole(ARGV[2])
if redis.call('HEXISTS', KEYS[1], 'email') == 0 then return { 'NONE' } end
local times = redis.call('HGET', KEYS[2], ARGV[1])
if times and not string.find(times, ' ', 1, true) then return { 'SAME' } end
if not times and redis.call('HLEN', KEYS[2]) >= most then return { 'FULL' } end
surely('HSET', KEYS[2], ARGV[1], string.format('%.0f', now_ms()))
return { 'OK' }

-- Stores a session of an app's own, or only its cookie and its lifetime.
-- KEYS[1] the session
-- ARGV[1] the cookie
-- ARGV[2] for how many milliseconds it is kept
-- ARGV[3] all else of the session; '' leaves what there is, and stores nothing if there is no session
-- Returns { 'OK' } or { 'NONE' }: there is no session.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local ttl = whole(ARGV[2])
if ARGV[3] ~= '' then
  surely('HSET', KEYS[1], 'cookie', ARGV[1], 'data', ARGV[3])
elseif redis.call('HEXISTS', KEYS[1], 'data') == 1 then
  redis.call('HSET', KEYS[1], 'cookie', ARGV[1])
else
  return { 'NONE' }
end
redis.call('PEXPIRE', KEYS[1], ttl)
return { 'OK' }

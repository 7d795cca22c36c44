#!lua flags=allow-oom
-- Stores a policy, or removes it, unless somebody else changed it since it was read; every process then reads it again.
-- It also runs while Redis is out of memory: limits must be changed at any time.
-- KEYS[1] the policies
-- KEYS[2] the version
-- KEYS[3] the policy's blocked keys
-- ARGV[1] the policy's name
-- ARGV[2] its text as it was read; '' where there was none
-- ARGV[3] its new text; '' removes it
-- ARGV[4] how many policies there may be
-- Returns { 'OK' }; { 'CHANGED' }: it is another one by now; { 'LIMIT' }: there are too many.
-- Costs five commands.
-- @include rate-limit/renew
local before = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if before ~= ARGV[2] then
  return { 'CHANGED' }
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
elseif before == '' and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
  return { 'LIMIT' }
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
renew(KEYS[2])
-- Refused by the policy as it was: whoever it still refuses comes back with the next refusal.
redis.call('DEL', KEYS[3])
return { 'OK' }

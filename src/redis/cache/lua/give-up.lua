#!lua flags=allow-oom
-- Gives a lease back without a value.
-- It also runs while Redis is out of memory: what it writes is bounded by what it gives up.
-- KEYS[1] the lease
-- ARGV[1] the token
-- ARGV[2] the channel
-- ARGV[3] what is published for those who wait
-- ARGV[4] for how many milliseconds nobody is to try again; 0 for none
-- Returns { 'OK' }, or { 'LOST' }: the lease is no longer the token's.
-- Costs three commands.
-- @include cache/lease
local holder, awaited = holder_of(redis.call('GET', KEYS[1]))
if holder ~= ARGV[1] then
  return { 'LOST' }
end
if ARGV[4] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], '!', 'PX', ARGV[4])
end
if awaited then
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return { 'OK' }

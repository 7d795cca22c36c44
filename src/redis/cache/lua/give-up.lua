-- Gives a lease back without a value.
--
-- KEYS   1: the entry
-- ARGV   1: the token; 2: the channel; 3: what those who wait are told, f for a load that failed and s for one that has
--        nothing to store; 4: for how many milliseconds nobody is to try again, 0 for none
-- @include cache/entry
-- @include cache/lease
local start, key = start_of(KEYS[1])
local lease_key = start .. 'l:' .. key
local holder, awaited = holder_of(redis.call('GET', lease_key))
if holder ~= ARGV[1] then
  return 0
end
if ARGV[4] == '0' then
  redis.call('DEL', lease_key)
else
  redis.call('SET', lease_key, '!', 'PX', ARGV[4])
end
if awaited then
  redis.call('PUBLISH', ARGV[2], ARGV[3] .. key)
end
return 1

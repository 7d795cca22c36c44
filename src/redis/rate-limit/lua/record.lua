-- Adds what one process counted for one policy in about a second to what operators see.
--
-- KEYS   1: prefix of the hour's counters, 2: prefix of the hour's keys by units asked, 3: prefix of those by units
--        refused (the hour is appended, after the same hash tag), 4: blocked keys, 5: the activity stream, 6: the version
-- ARGV   1: policy, 2: units allowed, 3: units denied, 4: of both, those that the process decided by itself, 5: channel
--        of the activity, 6: keys kept of the top lists, 7: entries kept of the activity, 8: the version by which the
--        process decided; then four arguments a key: its name, units allowed, units denied, milliseconds until it may try
--        again (0 where it is not blocked)
-- Returns the number of keys recorded.
-- Costs twelve commands and three a key; at most 200 keys a call.
-- @include base/now
local now = now_ms()
local minute = math.floor(now / 60000)
local hour = string.format('%d', math.floor(minute / 60))
local kept = tonumber(ARGV[6])
local counters, asked, refused = KEYS[1] .. hour, KEYS[2] .. hour, KEYS[3] .. hour
redis.call('HINCRBY', counters, 'a' .. minute % 60, ARGV[2])
redis.call('HINCRBY', counters, 'd' .. minute % 60, ARGV[3])
if ARGV[4] ~= '0' then
  redis.call('HINCRBY', counters, 'l' .. minute % 60, ARGV[4])
end
redis.call('EXPIRE', counters, 49 * 3600)
-- Since then a policy was changed or a key unblocked: who is still refused is told again with the next refusal.
local told = (redis.call('GET', KEYS[6]) or '') == ARGV[8]
local recorded = 0
local blocks = false
for at = 9, #ARGV, 4 do
  local name, denied, wait = ARGV[at], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  redis.call('ZINCRBY', asked, ARGV[at + 1] + denied, name)
  if denied > 0 then
    redis.call('ZINCRBY', refused, denied, name)
  end
  if wait > 0 and told then
    redis.call('ZADD', KEYS[4], now + wait, name)
    blocks = true
  end
  recorded = recorded + 1
end
for _, list in ipairs({ asked, refused }) do
  redis.call('ZREMRANGEBYRANK', list, 0, -kept - 1)
  redis.call('EXPIRE', list, 2 * 3600)
end
if blocks then
  redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
  redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -kept - 1)
  local last = redis.call('ZRANGE', KEYS[4], -1, -1, 'WITHSCORES')
  if last[2] then
    redis.call('PEXPIREAT', KEYS[4], string.format('%.0f', last[2]))
  end
end
redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[7], '*', 'p', ARGV[1], 'a', ARGV[2], 'd', ARGV[3])
redis.call('EXPIRE', KEYS[5], 2 * 3600)
redis.call('PUBLISH', ARGV[5], '')
return recorded

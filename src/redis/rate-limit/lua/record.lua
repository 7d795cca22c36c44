-- Adds what one process counted for one policy in about a second to what operators see.
-- KEYS[1] base of the counters: the hour is appended
-- KEYS[2] base of the keys by units requested: the hour is appended
-- KEYS[3] base of the keys by units refused: the hour is appended
-- KEYS[4] the policy's blocked keys
-- KEYS[5] the activity
-- KEYS[6] the version
-- ARGV[1] the policy's name
-- ARGV[2] units allowed
-- ARGV[3] units denied
-- ARGV[4] units of both that the process decided by itself
-- ARGV[5] the channel of the activity
-- ARGV[6] how many keys a list keeps
-- ARGV[7] how many entries the activity keeps
-- ARGV[8] seconds that an hour's counters are kept
-- ARGV[9] seconds that an hour's keys and the activity are kept
-- ARGV[10] the version by which the process decided
-- ARGV[11..] four a key: its name, units allowed, units denied, milliseconds until it may try again (0 where it is not
--   blocked)
-- Returns the number of keys recorded.
-- Costs twelve commands and three a key.
-- @include base/now
-- @include base/surely
-- @include base/whole
local now = now_ms()
local minute = math.floor(now / 60000)
local hour = string.format('%d', math.floor(minute / 60))
local kept, ttl, list_ttl = whole(ARGV[6]), whole(ARGV[8]), whole(ARGV[9])
local denied_units, limited = whole(ARGV[3]), whole(ARGV[4])
for at = 11, #ARGV, 4 do assert(tonumber(ARGV[at + 1]) and tonumber(ARGV[at + 2]) and tonumber(ARGV[at + 3]), 'a key is not complete') end
local counters, requested, refused = KEYS[1] .. hour, KEYS[2] .. hour, KEYS[3] .. hour
-- If a policy was changed or a key unblocked since then, the next refusal reports again who is still blocked.
local is_current = (redis.call('GET', KEYS[6]) or '') == ARGV[10]
-- Read first, so that a key that is not what it should be is met before anything is written.
redis.call('HLEN', counters)
redis.call('ZCARD', requested)
redis.call('ZCARD', refused)
redis.call('ZCARD', KEYS[4])
local newest = redis.call('XREVRANGE', KEYS[5], '+', '-', 'COUNT', 1)[1]
-- Entries of earlier versions have no number.
local number = 0
for at = 1, newest and #newest[2] or 0, 2 do
  local text = newest[2][at + 1]
  if newest[2][at] == 'n' and #text < 16 and string.match(text, '^%d+$') then number = tonumber(text) or 0 end
end
redis.call('HINCRBY', counters, 'a' .. minute % 60, ARGV[2])
surely('HINCRBY', counters, 'd' .. minute % 60, denied_units)
if limited > 0 then
  surely('HINCRBY', counters, 'l' .. minute % 60, limited)
end
redis.call('EXPIRE', counters, ttl)
local recorded = 0
local blocks = false
for at = 11, #ARGV, 4 do
  local name, allowed = ARGV[at], tonumber(ARGV[at + 1]) or 0
  local denied, wait = tonumber(ARGV[at + 2]) or 0, tonumber(ARGV[at + 3]) or 0
  surely('ZINCRBY', requested, allowed + denied, name)
  if denied > 0 then
    surely('ZINCRBY', refused, denied, name)
  end
  if wait > 0 and is_current then
    surely('ZADD', KEYS[4], now + wait, name)
    blocks = true
  end
  recorded = recorded + 1
end
for _, list in ipairs({ requested, refused }) do
  surely('ZREMRANGEBYRANK', list, 0, -kept - 1)
  redis.call('EXPIRE', list, list_ttl)
end
if blocks then
  surely('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
  surely('ZREMRANGEBYRANK', KEYS[4], 0, -kept - 1)
  local last = surely('ZRANGE', KEYS[4], -1, -1, 'WITHSCORES')[2]
  if last then
    redis.call('PEXPIREAT', KEYS[4], string.format('%.0f', last))
  end
end
surely('XADD', KEYS[5], 'MAXLEN', '~', ARGV[7], '*', 'p', ARGV[1], 'a', ARGV[2], 'd', ARGV[3], 'n',
  string.format('%.0f', number + 1))
redis.call('EXPIRE', KEYS[5], list_ttl)
redis.call('PUBLISH', ARGV[5], '')
return recorded

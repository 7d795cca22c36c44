-- Counts an event as a conversion, if the visitor was exposed before it and not too long before: the visitor once, the
-- event's revenue once, with the sum of squares of each visitor's total. Called again for the same event, it adds nothing.
-- KEYS  seen, alias, counts, converted (hash: visitor -> ms), spent (hash: "visitor|CUR" -> minor units),
--       paid (set of the events whose revenue is in it)
-- ARGV  visitor, time of the event (ms), window (ms), clock skew (ms), minor units ('' for none), currency, lifetime (s),
--       channel, '1' to look for an alias, identity of the event
-- Returns 1 counted, 0 not, or the visitor to look for instead.
-- Costs at most 16 commands.
local visitor, at = ARGV[1], tonumber(ARGV[2])
if ARGV[9] == '1' then
  local alias = redis.call('HGET', KEYS[2], visitor)
  if alias then return alias end
end
local seen = redis.call('HGET', KEYS[1], visitor)
if not seen then return 0 end
local variant, since = seen:match('^(.-)|(%d+)$')
since = tonumber(since)
if at + tonumber(ARGV[4]) < since or at > since + tonumber(ARGV[3]) then return 0 end
if redis.call('HSETNX', KEYS[4], visitor, ARGV[2]) == 1 then redis.call('HINCRBY', KEYS[3], 'c:' .. variant, 1) end
if ARGV[5] ~= '' and redis.call('SADD', KEYS[6], ARGV[10]) == 1 then
  local total = redis.call('HINCRBY', KEYS[5], visitor .. '|' .. ARGV[6], ARGV[5])
  local before = total - tonumber(ARGV[5])
  redis.call('HINCRBY', KEYS[3], 'r:' .. variant .. ':' .. ARGV[6], ARGV[5])
  local grown = string.format('%.0f', total * total - before * before)
  redis.call('HINCRBYFLOAT', KEYS[3], 'q:' .. variant .. ':' .. ARGV[6], grown)
end
for index = 1, 6 do redis.call('EXPIRE', KEYS[index], ARGV[7]) end
redis.call('PUBLISH', ARGV[8], '')
return 1

-- Counts an event as a conversion, if the visitor was exposed before it and not too long before: the visitor once, the
-- event's revenue once, with the sum of squares of each visitor's total. Called again for the same event, it adds nothing.
-- KEYS[1] seen (hash: visitor -> "variant|ms")
-- KEYS[2] alias (hash: visitor -> the visitor they were recognised as)
-- KEYS[3] counts (hash)
-- KEYS[4] converted (hash: visitor -> ms)
-- KEYS[5] spent (hash: "visitor|CUR" -> minor units)
-- KEYS[6] paid (set of the events whose revenue is counted)
-- ARGV[1] visitor
-- ARGV[2] time of the event (ms)
-- ARGV[3] how long after the exposure a conversion counts (ms)
-- ARGV[4] by how much the event's clock may run behind (ms)
-- ARGV[5] minor units, or '' for none
-- ARGV[6] currency
-- ARGV[7] time to live (s)
-- ARGV[8] channel that tells of changes
-- ARGV[9] '1' to look for an alias, else ''
-- ARGV[10] identity of the event
-- Returns { 'OK' }, { 'ALIAS', visitor } for the visitor to count instead, { 'NOT_EXPOSED' } or { 'OUTSIDE_WINDOW' }.
-- Costs at most 15 commands.
-- @include base/surely

local visitor, at = ARGV[1], tonumber(ARGV[2])
if ARGV[9] == '1' then
  local alias = redis.call('HGET', KEYS[2], visitor)
  if alias then return { 'ALIAS', alias } end
end
local seen = redis.call('HGET', KEYS[1], visitor)
if not seen then return { 'NOT_EXPOSED' } end
local variant, since = seen:match('^(.-)|(%d+)$')
since = tonumber(since)
-- What cannot be read was shown by nobody.
if not since then return { 'NOT_EXPOSED' } end
if at + tonumber(ARGV[4]) < since or at > since + tonumber(ARGV[3]) then return { 'OUTSIDE_WINDOW' } end
local spent, minor = visitor .. '|' .. ARGV[6], tonumber(ARGV[5])
local sums, squares = 'r:' .. variant .. ':' .. ARGV[6], 'q:' .. variant .. ':' .. ARGV[6]
local converts = redis.call('HEXISTS', KEYS[4], visitor) == 0
local pays = minor and redis.call('SISMEMBER', KEYS[6], ARGV[10]) == 0
local before = redis.call('HGET', KEYS[5], spent)
local count, sum, square = unpack(redis.call('HMGET', KEYS[3], 'c:' .. variant, sums, squares))
local function text(number) return string.format('%.0f', number) end
-- Whether Redis can add to a number: it has 64 bits.
local function can_grow(stored) return not stored or (stored:find('^%d+$') and tonumber(stored) + minor < 9e18) end
pays = pays and can_grow(before) and can_grow(sum)

if converts then
  redis.call('HSET', KEYS[4], visitor, ARGV[2])
  surely('HSET', KEYS[3], 'c:' .. variant, text((tonumber(count or nil) or 0) + 1))
end
if pays and minor then
  local had = tonumber(before or nil) or 0
  surely('SADD', KEYS[6], ARGV[10])
  surely('HINCRBY', KEYS[5], spent, ARGV[5])
  surely('HINCRBY', KEYS[3], sums, ARGV[5])
  surely('HSET', KEYS[3], squares, text((tonumber(square or nil) or 0) + (had + minor) ^ 2 - had ^ 2))
end
for index = 1, 6 do redis.call('EXPIRE', KEYS[index], ARGV[7]) end
redis.call('PUBLISH', ARGV[8], '')
return { 'OK' }

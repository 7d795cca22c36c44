-- Counts an event as a conversion, if the visitor was exposed before it and not too long before: the visitor once, the
-- event's revenue once, with the sum of squares of each visitor's total. A refund lowers the total of a visitor who converted,
-- down to nothing; one that comes before its purchase waits for it. Called again for the same event, it adds nothing.
-- KEYS[1] seen (hash: visitor -> "variant|ms")
-- KEYS[2] alias (hash: visitor -> the visitor they were recognised as)
-- KEYS[3] counts (hash)
-- KEYS[4] converted (hash: visitor -> ms)
-- KEYS[5] spent (hash: "visitor|CUR" -> minor units; "visitor|CUR|owed" -> refunds that wait, each "ms:minor;")
-- KEYS[6] paid (set of the events whose revenue is counted)
-- KEYS[7] days (hash: "day:c:variant" -> conversions; the days of the experiment's zone since 1970)
-- KEYS[8] segments (hash: "dimension:value:c:variant" -> conversions)
-- KEYS[9] traits (hash: visitor -> "dimension:value|dimension:value")
-- ARGV[1] visitor
-- ARGV[2] time of the event (ms)
-- ARGV[3] how long after the exposure a conversion counts (ms)
-- ARGV[4] by how much the event's clock may run behind (ms)
-- ARGV[5] minor units, below 0 for a refund, or '' for none
-- ARGV[6] currency
-- ARGV[7] time to live (s)
-- ARGV[8] channel that tells of changes
-- ARGV[9] '1' to look for an alias, else ''
-- ARGV[10] identity of the event
-- ARGV[11] minor units that a visitor's total counts at most in the squares, or '' for no limit
-- ARGV[12] '1' for a refund, else ''
-- ARGV[13] how many characters the refunds of a visitor that wait may have
-- ARGV[14] how far the clock of the experiment's zone is ahead of UTC at that time (s), or '' to count neither days nor segments
-- ARGV[15] last day to count
-- Returns { 'OK' }, { 'ALIAS', visitor } for the visitor to count instead, { 'NOT_EXPOSED' } or { 'OUTSIDE_WINDOW' }.
-- Costs at most 28 commands.
-- @include base/surely
-- @include base/whole
-- @include experiment/tally

local visitor, at, ttl = ARGV[1], tonumber(ARGV[2]), whole(ARGV[7])
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
local winsorised, cap, refunds = 'w:' .. variant .. ':' .. ARGV[6], tonumber(ARGV[11]), ARGV[12] == '1'
local is_new = redis.call('HEXISTS', KEYS[4], visitor) == 0
local converts = is_new and not refunds
local pays = minor and redis.call('SISMEMBER', KEYS[6], ARGV[10]) == 0
local waiting = redis.call('HGET', KEYS[5], spent .. '|owed') or ''
if refunds and is_new then
  local entry = string.format('%.0f:%.0f;', at, -(minor or 0))
  if pays and #waiting + #entry <= tonumber(ARGV[13]) then
    surely('SADD', KEYS[6], ARGV[10])
    surely('HSET', KEYS[5], spent .. '|owed', waiting .. entry)
    for index = 5, 6 do redis.call('EXPIRE', KEYS[index], ttl) end
  end
  return { 'OK' }
end
-- What was refunded since the purchase. What was before it is of another one: that is not there yet, or was before the exposure.
local owed, others = 0, {}
for time, refunded in waiting:gmatch('(%d+):(%d+);') do
  if tonumber(time) + tonumber(ARGV[4]) >= at then owed = owed + tonumber(refunded)
  else others[#others + 1] = time .. ':' .. refunded .. ';' end
end
local before = redis.call('HGET', KEYS[5], spent)
local count, sum, square, capped = unpack(redis.call('HMGET', KEYS[3], 'c:' .. variant, sums, squares, winsorised))
local function text(number) return string.format('%.0f', number) end
-- Whether Redis can add to a number: it has 64 bits.
local function can_grow(stored) return not stored or (stored:find('^%d+$') and tonumber(stored) + minor < 9e18) end
pays = pays and can_grow(before) and can_grow(sum) and can_grow(capped)

local days, segments = {}, {}
if converts and ARGV[14] ~= '' then
  days = day_of(math.max(at, since), ARGV[14], ARGV[15], 'c:' .. variant)
  local traits = redis.call('HGET', KEYS[9], visitor) or ''
  for trait in traits:gmatch('[^|]+') do
    if #segments < 4 then segments[#segments + 1] = trait .. ':c:' .. variant end
  end
end
local of_day, of_segments = tally_of(KEYS[7], days), tally_of(KEYS[8], segments)

if converts then
  redis.call('HSET', KEYS[4], visitor, ARGV[2])
  surely('HSET', KEYS[3], 'c:' .. variant, text((tonumber(count or nil) or 0) + 1))
  tally(KEYS[7], days, of_day)
  tally(KEYS[8], segments, of_segments)
end
if pays and minor then
  local had = tonumber(before or nil) or 0
  local has = math.max(had + minor - (refunds and 0 or owed), 0)
  local had_counted, has_counted = math.min(had, cap or had), math.min(has, cap or has)
  surely('SADD', KEYS[6], ARGV[10])
  surely('HINCRBY', KEYS[5], spent, text(has - had))
  if not refunds and #others > 0 then surely('HSET', KEYS[5], spent .. '|owed', table.concat(others))
  elseif not refunds and waiting ~= '' then surely('HDEL', KEYS[5], spent .. '|owed') end
  surely('HINCRBY', KEYS[3], sums, text(has - had))
  if cap then surely('HINCRBY', KEYS[3], winsorised, text(has_counted - had_counted)) end
  surely('HSET', KEYS[3], squares, text((tonumber(square or nil) or 0) + has_counted ^ 2 - had_counted ^ 2))
end
for index = 1, 9 do redis.call('EXPIRE', KEYS[index], ttl) end
redis.call('PUBLISH', ARGV[8], '')
return { 'OK' }

-- Shows a visitor a variant: the one they had before, else the one offered, and counts them the first time, also in the day and in
-- the segments that they are of.
-- KEYS[1] seen (hash: visitor -> "variant|ms")
-- KEYS[2] alias (hash: visitor -> the visitor they were recognised as)
-- KEYS[3] counts (hash)
-- KEYS[4] days (hash: "day:n:variant" -> exposures; the days of the experiment's zone since 1970)
-- KEYS[5] segments (hash: "dimension:value:n:variant" -> exposures)
-- KEYS[6] traits (hash: visitor -> "dimension:value|dimension:value")
-- KEYS[7] shown (text of a record per visitor)
-- ARGV[1] visitor
-- ARGV[2] variant offered, or '' for a visitor outside the experiment
-- ARGV[3] time to live (s)
-- ARGV[4] channel that tells of changes
-- ARGV[5] '1' to look for an alias, else ''
-- ARGV[6] visitors to count at most
-- ARGV[7] how far the clock of the experiment's zone is ahead of UTC (s)
-- ARGV[8] last day to count
-- ARGV[9] fields that the segments may have
-- ARGV[10] record of the visitor and the variant offered, or '' for none
-- ARGV[11..14] what is known of the visitor, each "dimension:value"
-- Returns { 'OK', variant }, { 'ALIAS', visitor } for the visitor to look for instead, or { 'OUTSIDE' }.
-- Costs at most 22 commands.
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include experiment/tally

local ttl = whole(ARGV[3])
if ARGV[5] == '1' then
  local alias = redis.call('HGET', KEYS[2], ARGV[1])
  if alias then return { 'ALIAS', alias } end
end
local seen = redis.call('HGET', KEYS[1], ARGV[1])
local variant = seen and seen:match('^(.-)|')
if variant then return { 'OK', variant } end
if ARGV[2] == '' then return { 'OUTSIDE' } end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[6]) then return { 'OK', ARGV[2] } end
local at = now_ms()
local count = { 'n:' .. ARGV[2] }
local days = day_of(at, ARGV[7], ARGV[8], count[1])
local is_full = redis.call('HLEN', KEYS[5]) >= tonumber(ARGV[9])
local traits, segments = {}, {}
for index = 11, math.min(#ARGV, 14) do
  local trait = ARGV[index]
  if is_full and redis.call('HEXISTS', KEYS[5], trait .. ':n:' .. ARGV[2]) == 0 then trait = trait:match('^[^:]*') .. ':' end
  traits[#traits + 1] = trait
  segments[#segments + 1] = trait .. ':' .. count[1]
end
local counted, of_day, of_segments = tally_of(KEYS[3], count), tally_of(KEYS[4], days), tally_of(KEYS[5], segments)
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. string.format('%.0f', at))
if #traits > 0 then surely('HSET', KEYS[6], ARGV[1], table.concat(traits, '|')) end
tally(KEYS[3], count, counted)
tally(KEYS[4], days, of_day)
tally(KEYS[5], segments, of_segments)
if ARGV[10] ~= '' then surely('APPEND', KEYS[7], ARGV[10]) end
for index = 1, 7 do redis.call('EXPIRE', KEYS[index], ttl) end
redis.call('PUBLISH', ARGV[4], '')
return { 'OK', ARGV[2] }

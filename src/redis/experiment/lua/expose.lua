-- Shows a visitor a variant: the one they had before, else the one offered, and counts them the first time.
-- KEYS[1] seen (hash: visitor -> "variant|ms")
-- KEYS[2] alias (hash: visitor -> the visitor they were recognised as)
-- KEYS[3] counts (hash)
-- KEYS[4] shown (text of a record per visitor)
-- ARGV[1] visitor
-- ARGV[2] variant offered, or '' for a visitor outside the experiment
-- ARGV[3] time to live (s)
-- ARGV[4] channel that tells of changes
-- ARGV[5] '1' to look for an alias, else ''
-- ARGV[6] visitors to count at most
-- ARGV[7] record of the visitor and the variant offered, or '' for none
-- Returns { 'OK', variant }, { 'ALIAS', visitor } for the visitor to look for instead, or { 'OUTSIDE' }.
-- Costs at most 12 commands.
-- @include base/now
-- @include base/surely
-- @include base/whole

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
local shown = tonumber(redis.call('HGET', KEYS[3], 'n:' .. ARGV[2]) or nil) or 0
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. string.format('%.0f', now_ms()))
surely('HSET', KEYS[3], 'n:' .. ARGV[2], string.format('%.0f', shown + 1))
if ARGV[7] ~= '' then surely('APPEND', KEYS[4], ARGV[7]) end
for index = 1, 4 do redis.call('EXPIRE', KEYS[index], ttl) end
redis.call('PUBLISH', ARGV[4], '')
return { 'OK', ARGV[2] }

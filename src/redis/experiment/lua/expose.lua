-- Shows a visitor a variant: the one they had before, else the one offered, and counts them the first time.
-- KEYS  seen (hash: visitor -> "variant|ms"), alias (hash: visitor -> the visitor they were recognised as), counts (hash)
-- ARGV  visitor, variant offered ('' where the visitor is outside), lifetime (s), channel that tells of changes,
--       '1' to look for an alias
-- Returns { 'variant', its key or '' } or { 'alias', visitor }.
-- Costs at most 8 commands.
-- @include base/now
if ARGV[5] == '1' then
  local alias = redis.call('HGET', KEYS[2], ARGV[1])
  if alias then return { 'alias', alias } end
end
local seen = redis.call('HGET', KEYS[1], ARGV[1])
if seen then return { 'variant', seen:match('^(.-)|') } end
if ARGV[2] == '' then return { 'variant', '' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. string.format('%.0f', now_ms()))
redis.call('HINCRBY', KEYS[3], 'n:' .. ARGV[2], 1)
for index = 1, 3 do redis.call('EXPIRE', KEYS[index], ARGV[3]) end
redis.call('PUBLISH', ARGV[4], '')
return { 'variant', ARGV[2] }

-- Makes a visitor another one's alias after log-in. One who has seen another variant before is counted as a multiple
-- exposure, once.
-- KEYS[1] seen (hash: visitor -> "variant|ms")
-- KEYS[2] alias (hash: visitor -> the visitor they were recognised as)
-- KEYS[3] counts (hash)
-- KEYS[4] shown (text of a record per visitor)
-- ARGV[1] visitor
-- ARGV[2] the visitor they are recognised as
-- ARGV[3] that one's variant, or '' for one outside the experiment
-- ARGV[4] time to live (s)
-- ARGV[5] visitors to know at most
-- ARGV[6] record of the visitor and that variant, or '' for none
-- Returns nothing.
-- Costs at most 7 commands.
-- @include base/surely
-- @include base/whole

local ttl = whole(ARGV[4])
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 or redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[5]) then return end
local seen, multiple = redis.call('HGET', KEYS[1], ARGV[1]), redis.call('HGET', KEYS[3], 'multiple')
local is_another = seen and ARGV[3] ~= '' and seen:match('^(.-)|') ~= ARGV[3]
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ttl)
if ARGV[6] ~= '' then
  surely('APPEND', KEYS[4], ARGV[6])
  redis.call('EXPIRE', KEYS[4], ttl)
end
if is_another then surely('HSET', KEYS[3], 'multiple', string.format('%.0f', (tonumber(multiple or nil) or 0) + 1)) end

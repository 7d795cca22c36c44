-- Makes a goal of a site, or changes one. It keeps its number and the time when it was made.
-- KEYS[1] the goals of the site, by name; the field without a name has the last number that was given
-- ARGV[1] the name
-- ARGV[2] what the goal is, as JSON
-- ARGV[3] how many goals a site has at most
-- Returns { 'OK', the goal as it is stored } or { 'FULL' }: the site has as many already.
-- Costs O(1).
-- @include base/now
-- @include base/surely
-- @include base/whole

local goals, name, most = KEYS[1], ARGV[1], whole(ARGV[3])
local before = redis.call('HGET', goals, name)
if not before and redis.call('HLEN', goals) - redis.call('HEXISTS', goals, '') >= most then return { 'FULL' } end
local head = before and before:match('^%d+ %d+ ')
if not head then head = string.format('%d %d ', surely('HINCRBY', goals, '', 1), now_ms()) end
surely('HSET', goals, name, head .. ARGV[2])
return { 'OK', head .. ARGV[2] }

-- Notes that something is counted, and tells what has to go for it, so that strangers who make up addresses fill nothing. The one that
-- would be forgotten soonest goes first: what many attempts were counted for stays.
-- KEYS[1] what is counted, by when it is forgotten
-- ARGV[1] its digest
-- ARGV[2] milliseconds until it is forgotten
-- ARGV[3] how many may be counted
-- ARGV[4] how many to take out at most, of those forgotten and of those to go
-- Returns the digests of those that have to go.
-- Costs O(those taken out).
-- @include base/now
-- @include base/surely
-- @include base/whole
local now, most = now_ms(), whole(ARGV[4])
local kept, most_counted = whole(ARGV[2]), whole(ARGV[3])
local over = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, most)
local left = redis.call('PTTL', KEYS[1])
if #over > 0 then redis.call('ZREM', KEYS[1], unpack(over)) end
surely('ZADD', KEYS[1], string.format('%.0f', now + kept), ARGV[1])
if kept > left then redis.call('PEXPIRE', KEYS[1], kept) end
local gone = {}
local extra = math.min(most, surely('ZCARD', KEYS[1]) - most_counted)
if extra > 0 then
  local popped = surely('ZPOPMIN', KEYS[1], extra)
  for at = 1, #popped, 2 do gone[#gone + 1] = popped[at] end
end
return gone

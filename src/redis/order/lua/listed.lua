-- Reads a page of an owner's orders.
-- KEYS[1] the owner's list
-- ARGV[1] 'b' for the oldest first, else ''
-- ARGV[2] the order after which the page begins, or ''
-- ARGV[3] how many orders behind it the page begins
-- ARGV[4] how many orders
-- ARGV[5..] what the keys of orders begin with, by shard; none on a cluster
-- Returns { 'OK', id, fields and values in turn or nothing if they were not read, ... }, or { 'NONE' }: the list has no such order.
-- Costs O(log n + page), with an HGETALL per order.
-- @include base/whole
-- @include order/shard
local backwards, size = ARGV[1] == 'b', whole(ARGV[4])
local place = whole(ARGV[3])
if ARGV[2] ~= '' then
  local rank = redis.call(backwards and 'ZRANK' or 'ZREVRANK', KEYS[1], ARGV[2])
  if not rank then return { 'NONE' } end
  place = place + rank + 1
end
local shards = { unpack(ARGV, 5) }
local answer = { 'OK' }
for _, id in ipairs(redis.call(backwards and 'ZRANGE' or 'ZREVRANGE', KEYS[1], place, place + size - 1)) do
  answer[#answer + 1] = id
  answer[#answer + 1] = stored_order(id, shards)
end
return answer

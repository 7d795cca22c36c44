-- Writes an order of the past as it is, once. The fields of an order are listed in order/record.ts.
-- KEYS[1] the order
-- KEYS[2] how the indexes of orders by state begin
-- KEYS[3] how the keys of orders begin
-- ARGV[1] the order's id
-- ARGV[2] digest of its content
-- ARGV[3] its state
-- ARGV[4] when it was placed, in milliseconds
-- ARGV[5] milliseconds to keep it
-- ARGV[6..] its other fields and their values, in pairs
-- Returns { 'OK' } if it was written now; else { 'UNFINISHED' }: it was written before, and what follows from it was not noted
--   as done; { 'KNOWN' }: that was noted, too; { 'OTHER' }: there is an order of this id with other content.
-- Costs O(fields).
-- @include base/now
-- @include base/whole
-- @include order/place
local order, by_state, orders = unpack(KEYS)
local id, digest, state, placed, kept_ms = ARGV[1], ARGV[2], ARGV[3], ARGV[4], whole(ARGV[5])
if redis.call('EXISTS', order) == 1 then
  local before, finished = unpack(redis.call('HMGET', order, 'imported', 'finished'))
  if before ~= digest then return { 'OTHER' } end
  return { finished and 'KNOWN' or 'UNFINISHED' }
end
local index, place = by_state .. state, order_place(tonumber(placed), id)
local gone, mended = judge_index(index, orders, now_ms(), kept_ms)

redis.call('HSET', order, 'state', state, 'placedAt', placed, 'imported', digest, unpack(ARGV, 6))
redis.call('PEXPIRE', order, kept_ms)
add_place(index, place, gone, mended)
return { 'OK' }

-- Writes an order of the past as it is, once.
-- KEYS: order, how the indexes of orders by state begin, and how the keys of orders do
-- ARGV: order, digest of its content, state, when it was placed, milliseconds to keep it, then fields and values
-- Returns NEW; UNFINISHED where it was written before and what follows from it was not noted as done; KNOWN where it was;
--       OTHER where there is an order of this id with other content. Costs O(fields).
-- @include base/now
-- @include order/place
local order, by_state, orders = unpack(KEYS)
local id, digest, state, placed = unpack(ARGV)
if redis.call('EXISTS', order) == 1 then
  local before, finished = unpack(redis.call('HMGET', order, 'imported', 'finished'))
  if before ~= digest then return 'OTHER' end
  return finished and 'KNOWN' or 'UNFINISHED'
end
redis.call('HSET', order, 'state', state, 'placedAt', placed, 'imported', digest, unpack(ARGV, 6))
redis.call('PEXPIRE', order, ARGV[5])
add_place(by_state .. state, orders, placed, id, now_ms(), tonumber(ARGV[5]))
return 'NEW'

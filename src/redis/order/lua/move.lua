-- Moves an order to another state and, in the same breath, writes what has to follow into the outbox: whoever sees the
-- new state can rely on its consequences.
-- KEYS: order, in-flight, outbox, how the indexes of orders by state begin, and how the keys of orders do
-- ARGV: order, allowed states (`,PAID,FULFILLED,`), new state, lock that must be held ('' for none), note ('' for none),
--       event for the outbox ('' for none), channel, milliseconds to keep the record from now on, '1' where nobody may have
--       been told of this payment, then fields and values
-- Returns OK; or {'LOST'} where the lock is another's or none's any more, {'TOLD'}, {state} where it is in none of the allowed
--       ones, {'NONE'}.
-- Costs O(history), which has fewer than 10 entries. An order leaves few events, and the relay empties the outbox.
-- @include base/now
-- @include order/place
local order, in_flight, outbox, by_state, orders = unpack(KEYS)
local id, allowed, state, lock, note, event = unpack(ARGV)
local now = string.format('%.0f', now_ms())
local before, held, history, placed, told = unpack(redis.call('HMGET', order, 'state', 'lock', 'history', 'placedAt', 'told'))
if not before then return { 'NONE' } end
if lock ~= '' and held ~= lock then return { 'LOST' } end
if not string.find(allowed, ',' .. before .. ',', 1, true) then return { before } end
if ARGV[9] == '1' and told then return { 'TOLD' } end

redis.call('HSET', order, 'state', state)
redis.call('HDEL', order, 'lock', 'lockedUntil', 'token')
redis.call('ZREM', in_flight, id)
if placed then redis.call('ZREM', by_state .. before, order_place(placed, id)) end
if state == 'OPEN' or state == 'CLOSED' then
  redis.call('HDEL', order, 'history', 'placedAt')
else
  local entry = '{"state":"' .. state .. '","at":' .. now
  if note ~= '' then entry = entry .. ',"note":' .. cjson.encode(note) end
  redis.call('HSET', order, 'history', string.sub(history, 1, -2) .. ',' .. entry .. '}]')
  add_place(by_state .. state, orders, placed, id, tonumber(now), tonumber(ARGV[8]))
end
for at = 10, #ARGV, 2 do redis.call('HSET', order, ARGV[at], ARGV[at + 1]) end
redis.call('PEXPIRE', order, ARGV[8])
if event ~= '' then redis.call('XADD', outbox, '*', 'event', event, 'order', id) end
redis.call('PUBLISH', ARGV[7], state)
return 'OK'

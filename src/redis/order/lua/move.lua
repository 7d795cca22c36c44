#!lua flags=allow-oom
-- Moves an order to another state and, in the same script, writes what has to follow into the outbox: a reader of the new
-- state can rely on its consequences. The fields of an order are listed in order/record.ts.
-- It also runs while Redis is out of memory: an order that was charged must be PAID, and one that ends must give money and stock back.
-- KEYS[1] the order
-- KEYS[2] the in-flight index: orders by the end of their lock
-- KEYS[3] the outbox
-- KEYS[4] how the indexes of orders by state begin
-- KEYS[5] how the keys of orders begin
-- KEYS[6] the outbox of domain events
-- ARGV[1] the order's id
-- ARGV[2] the states that it may be moved from: `,PAID,FULFILLED,`
-- ARGV[3] the state to move it to
-- ARGV[4] '1' if that is a state of an order, '' if it is one of a checkout
-- ARGV[5] the lock that the caller must hold; '' for none
-- ARGV[6] note for the history; '' for none
-- ARGV[7] event for the outbox; '' for none
-- ARGV[8] channel of the order
-- ARGV[9] milliseconds to keep the record from now on
-- ARGV[10] '1' if nobody may have been told of this payment, else ''
-- ARGV[11] which part of the order the event is about, '' for none
-- ARGV[12] how many domain events their outbox keeps
-- ARGV[13] the domain event, '' for none
-- ARGV[14] how many of the following are fields, and what the caller has read of them, in pairs
-- ARGV[15..] these; then further fields and their new values, in pairs
-- Returns { 'OK' }; else { 'NONE' }: there is no such record; { 'LOST' }: the caller does not hold the lock;
--   { 'ILLEGAL', state }: it is in a state that it may not be moved from; { 'TOLD' }: somebody was told of this payment;
--   { 'CHANGED' }: a field is not what the caller has read.
-- Costs O(history + fields); a history has fewer than 200 entries. An order leaves few events, and the relay empties the outbox.
-- @include base/now
-- @include base/publish
-- @include base/surely
-- @include base/whole
-- @include domain-event/tell
-- @include order/place
local order, in_flight, outbox, by_state, orders, events = unpack(KEYS)
local id, allowed, state, is_order, lock = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1', ARGV[5]
local note, event, kept_ms = ARGV[6], ARGV[7], whole(ARGV[9])
local part, most_events, first_new = ARGV[11], whole(ARGV[12]), 15 + whole(ARGV[14])
local now = now_ms()
local before, held, history, placed, told =
  unpack(redis.call('HMGET', order, 'state', 'lock', 'history', 'placedAt', 'told'))
if not before then return { 'NONE' } end
if lock ~= '' and held ~= lock then return { 'LOST' } end
if not string.find(allowed, ',' .. before .. ',', 1, true) then return { 'ILLEGAL', before } end
assert((#ARGV - first_new) % 2 == 1, 'fields and values come in pairs')
for at = 15, first_new - 1, 2 do
  if (redis.call('HGET', order, ARGV[at]) or '') ~= ARGV[at + 1] then return { 'CHANGED' } end
end
if ARGV[10] == '1' and told then return { 'TOLD' } end
-- What has no history never was an order.
if is_order and not history then return { 'ILLEGAL', before } end
if is_order then
  local entry = '{"state":"' .. state .. '","at":' .. string.format('%.0f', now)
  if note ~= '' then entry = entry .. ',"note":' .. cjson.encode(note) end
  history = string.sub(history, 1, -2) .. ',' .. entry .. '}]'
end
-- All is read and judged here: state, indexes and outbox change together or not at all.
placed = tonumber(placed or nil)
local place = order_place(placed or 0, id)
-- Where an order of before 1970 stood in the indexes before they knew better.
local old_place = string.format('%015.0f', placed or 0) .. ':' .. id
local left, entered = by_state .. before, by_state .. state
redis.call('ZSCORE', in_flight, id)
redis.call('ZSCORE', left, place)
redis.call('XLEN', outbox)
local gone, mended = {}, {}
if is_order then gone, mended = judge_index(entered, orders, now, kept_ms) end

redis.call('HSET', order, 'state', state)
surely('HDEL', order, 'lock', 'lockedUntil', 'token', 'action')
surely('ZREM', in_flight, id)
surely('ZREM', left, place, old_place)
if is_order then
  surely('HSET', order, 'history', history)
  add_place(entered, place, gone, mended)
else
  surely('HDEL', order, 'history', 'placedAt')
end
for at = first_new, #ARGV, 2 do surely('HSET', order, ARGV[at], ARGV[at + 1]) end
redis.call('PEXPIRE', order, kept_ms)
if event ~= '' then surely('XADD', outbox, '*', 'event', event, 'order', id, 'part', part) end
tell_event(events, most_events, ARGV[13])
publish(ARGV[8], state)
return { 'OK' }

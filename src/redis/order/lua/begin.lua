-- Starts, or goes on with, the payment of a checkout under an idempotency key. The checkout becomes a PENDING order, locked
-- for its caller. If the caller dies, a worker finds the order in the in-flight index once the lock has run out. The fields of
-- an order are listed in order/record.ts.
-- KEYS[1] the order
-- KEYS[2] the in-flight index: orders by the end of their lock
-- KEYS[3] the counter of order numbers
-- KEYS[4] the index of PENDING orders
-- KEYS[5] how the keys of orders begin
-- KEYS[6] orders by their numbers
-- KEYS[7] the outbox of domain events
-- ARGV[1] the order's id
-- ARGV[2] the owner who pays; '' for a worker, which goes on with whatever is PENDING
-- ARGV[3] idempotency key
-- ARGV[4] payment token
-- ARGV[5] lock
-- ARGV[6] milliseconds that the lock holds
-- ARGV[7] the order's shard
-- ARGV[8] number of shards
-- ARGV[9] milliseconds to keep an order
-- ARGV[10] channel of the order
-- ARGV[11] payments that one checkout may be tried with
-- ARGV[12] what the order's number ends with, so that no number comes again if Redis loses the counter's last moments
-- ARGV[13] digest of the payment token, with which the field of a declined payment begins
-- ARGV[14] how many domain events their outbox keeps
-- ARGV[15] the domain event of a payment that begins, '' for none
-- Returns { 'OK' } if the order is locked for the caller; else { 'NONE' }: there is no such checkout of this owner;
--   { 'CLOSED' }: it was given up; { 'BUSY' }: another caller holds the lock; { 'DECLINED' }: the payment under this key with
--   this token was declined; { 'TRIED' }: it has had as many payments as it may; { 'DONE' }: this key has bought it; { 'OTHER' }: another key has
--   bought it or is paying for it.
-- Costs O(1).
-- @include base/now
-- @include base/publish
-- @include base/surely
-- @include base/whole
-- @include domain-event/tell
-- @include order/number
-- @include order/place
local order, in_flight, number, pending, orders, by_number = unpack(KEYS)
local id, owner, key, token, lock, lock_ms = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local now = now_ms()
local state, of, stored_key, locked_until = unpack(redis.call('HMGET', order, 'state', 'owner', 'key', 'lockedUntil'))
if not state or (owner ~= '' and of ~= owner) then return { 'NONE' } end
if state == 'CLOSED' then return { 'CLOSED' } end
local until_ms = string.format('%.0f', now + lock_ms)

if state == 'PENDING' then
  if owner ~= '' and stored_key ~= key then return { 'OTHER' } end
  -- Read first, so that one that is not what it should be is met before anything is written.
  redis.call('ZSCORE', in_flight, id)
  -- From here on somebody may have been told of it.
  redis.call('HSET', order, 'told', '1')
  if (tonumber(locked_until) or 0) > now then return { 'BUSY' } end
  surely('HSET', order, 'lock', lock, 'lockedUntil', until_ms)
  surely('ZADD', in_flight, until_ms, id)
  return { 'OK' }
end
if state ~= 'OPEN' then return { stored_key == key and 'DONE' or 'OTHER' } end
if owner == '' then return { 'NONE' } end
-- With another token it is another payment.
if string.match(redis.call('HGET', order, 'declined:' .. key) or '', '^%S*') == ARGV[13] then return { 'DECLINED' } end
local placed, kept_ms, most_events = string.format('%.0f', now), whole(ARGV[9]), whole(ARGV[14])
local shards, shard, place = whole(ARGV[8]), whole(ARGV[7]), order_place(now, id)
local has_number, attempt = unpack(redis.call('HMGET', order, 'number', 'attempt'))
if (tonumber(attempt) or 0) >= tonumber(ARGV[11]) then return { 'TRIED' } end
local last_number = tonumber(redis.call('GET', number) or 0)
redis.call('ZSCORE', in_flight, id)
local gone, mended = judge_index(pending, orders, now, kept_ms)

local counted = 10000 + (last_number + 1) * shards + shard
local unnumbered = has_number and {} or judge_numbers(by_number, orders)

if not has_number then
  redis.call('SET', number, string.format('%.0f', last_number + 1))
  surely('HSET', order, 'number', string.format('%.0f-%s', counted, ARGV[12]))
  add_number(by_number, number_place(counted, id), unnumbered)
end
surely('HDEL', order, 'told', 'reference', 'action')
surely('HSET', order, 'state', 'PENDING', 'key', key, 'token', token, 'lock', lock, 'lockedUntil', until_ms,
  'attempt', string.format('%.0f', (tonumber(attempt) or 0) + 1), 'placedAt', placed,
  'history', '[{"state":"PENDING","at":' .. placed .. '}]')
redis.call('PEXPIRE', order, kept_ms)
surely('ZADD', in_flight, until_ms, id)
add_place(pending, place, gone, mended)
tell_event(KEYS[7], most_events, ARGV[15])
publish(ARGV[10], 'PENDING')
return { 'OK' }

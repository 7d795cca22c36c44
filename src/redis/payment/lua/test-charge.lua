#!lua flags=allow-oom
-- The test payment provider's ledger: each payment is authorised and captured once, each refund of it made once, and a cancelling is
-- final.
-- It also runs while Redis is out of memory: money must be given back.
-- KEYS[1] the ledger entry
-- ARGV[1] `authorise`, `capture`, `cancel` or `refund`
-- ARGV[2] milliseconds to keep the entry
-- ARGV[3] of all but a cancelling: the amount in minor units
-- ARGV[4] of all but a cancelling: its currency
-- ARGV[5] of a refund: its key
-- Returns { 'OK' }; of all but a cancelling also { 'AGAIN' }: it was done before, or { 'REFUNDED' }: the payment was called off; of an
--   authorisation also { 'CAPTURED' }: the money has moved; of a capture or a refund also { 'NONE' }: there is no such payment in this
--   currency; of a refund also { 'MORE' }: so much is not left of it.
-- Costs O(refunds of the payment), at most 20.
-- @include base/whole
local verb, amount, currency, ttl_ms = ARGV[1], ARGV[3], ARGV[4], whole(ARGV[2])
local fields = redis.call('HGETALL', KEYS[1])
local entry, returned = {}, 0
for at = 1, #fields, 2 do
  entry[fields[at]] = fields[at + 1]
  if string.sub(fields[at], 1, 7) == 'refund:' then returned = returned + (tonumber(fields[at + 1]) or 0) end
end
local written
if verb == 'cancel' then
  written = { 'refunded', '1' }
elseif entry.refunded == '1' then
  return { 'REFUNDED' }
elseif verb == 'authorise' then
  if entry.charged then return { 'CAPTURED' } end
  if entry.authorised then return { 'AGAIN' } end
  written = { 'authorised', amount, 'currency', currency }
elseif not (entry.authorised or entry.charged) or entry.currency ~= currency then
  return { 'NONE' }
elseif verb == 'capture' then
  if entry.charged then return { 'AGAIN' } end
  written = { 'charged', entry.authorised }
else
  local refund = 'refund:' .. ARGV[5]
  if entry[refund] then return { 'AGAIN' } end
  if not entry.charged then return { 'NONE' } end
  if returned + (tonumber(amount) or 0) > (tonumber(entry.charged) or 0) then return { 'MORE' } end
  written = { refund, amount }
end
redis.call('HSET', KEYS[1], unpack(written))
redis.call('PEXPIRE', KEYS[1], ttl_ms)
return { 'OK' }

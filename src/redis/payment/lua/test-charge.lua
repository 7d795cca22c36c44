#!lua flags=allow-oom
-- The test payment provider's ledger: one charge per key, each refund of it once, and a cancelling that is final.
-- It also runs while Redis is out of memory: money must be given back.
-- KEYS[1] the ledger entry
-- ARGV[1] `charge`, `cancel` or `refund`
-- ARGV[2] milliseconds to keep the entry
-- ARGV[3] of a charge or a refund: the amount in minor units
-- ARGV[4] of a charge or a refund: its currency
-- ARGV[5] of a refund: its key
-- Returns { 'OK' }; of a charge or a refund also { 'AGAIN' }: it was made before, or { 'REFUNDED' }: the charge was called off; of a
--   refund also { 'NONE' }: there is no such charge in this currency, or { 'MORE' }: so much is not left of it.
-- Costs O(refunds of the charge), at most 20.
-- @include base/surely
-- @include base/whole
local ttl_ms = whole(ARGV[2])
local fields = redis.call('HGETALL', KEYS[1])
local entry, returned = {}, 0
for at = 1, #fields, 2 do
  entry[fields[at]] = fields[at + 1]
  if string.sub(fields[at], 1, 7) == 'refund:' then returned = returned + (tonumber(fields[at + 1]) or 0) end
end
if ARGV[1] == 'refund' and entry.refunded ~= '1' and not entry['refund:' .. ARGV[5]] then
  if not entry.charged or entry.currency ~= ARGV[4] then return { 'NONE' } end
  if returned + (tonumber(ARGV[3]) or 0) > (tonumber(entry.charged) or 0) then return { 'MORE' } end
end
redis.call('HSET', KEYS[1], 'asked', string.format('%.0f', (tonumber(entry.asked) or 0) + 1))
redis.call('PEXPIRE', KEYS[1], ttl_ms)
if ARGV[1] == 'cancel' then
  surely('HSET', KEYS[1], 'refunded', 1)
  return { 'OK' }
end
if entry.refunded == '1' then return { 'REFUNDED' } end
if ARGV[1] == 'charge' then
  if entry.charged then return { 'AGAIN' } end
  surely('HSET', KEYS[1], 'charged', ARGV[3], 'currency', ARGV[4])
  return { 'OK' }
end
if entry['refund:' .. ARGV[5]] then return { 'AGAIN' } end
surely('HSET', KEYS[1], 'refund:' .. ARGV[5], ARGV[3])
return { 'OK' }

#!lua flags=allow-oom
-- The test payment provider's ledger: one charge per key, and a refund that is final.
-- It also runs while Redis is out of memory: money must be given back.
-- KEYS[1] the ledger entry
-- ARGV[1] `charge` or `refund`
-- ARGV[2] milliseconds to keep the entry
-- ARGV[3] of a charge: the amount in minor units
-- ARGV[4] of a charge: its currency
-- Returns { 'OK' }; of a charge also { 'AGAIN' }: it was charged before, or { 'REFUNDED' }: the key was given back.
-- Costs O(1).
-- @include base/surely
local asked, refunded, charged = unpack(redis.call('HMGET', KEYS[1], 'asked', 'refunded', 'charged'))
redis.call('HSET', KEYS[1], 'asked', string.format('%.0f', (tonumber(asked or nil) or 0) + 1))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[1] == 'refund' then
  surely('HSET', KEYS[1], 'refunded', 1)
  return { 'OK' }
end
if refunded == '1' then return { 'REFUNDED' } end
if charged then return { 'AGAIN' } end
surely('HSET', KEYS[1], 'charged', ARGV[3], 'currency', ARGV[4])
return { 'OK' }

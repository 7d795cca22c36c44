-- The test payment provider's ledger: one charge per key, and a refund that is final.
-- KEYS[1] the ledger entry
-- ARGV[1] `charge` or `refund`
-- ARGV[2] milliseconds to keep the entry
-- ARGV[3] of a charge: the amount in minor units
-- ARGV[4] of a charge: its currency
-- Returns { 'OK' }; of a charge also { 'AGAIN' }: it was charged before, or { 'REFUNDED' }: the key was given back.
-- Costs O(1).
redis.call('HINCRBY', KEYS[1], 'asked', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[1] == 'refund' then
  redis.call('HSET', KEYS[1], 'refunded', 1)
  return { 'OK' }
end
if redis.call('HGET', KEYS[1], 'refunded') == '1' then return { 'REFUNDED' } end
if redis.call('HSETNX', KEYS[1], 'charged', ARGV[3]) == 0 then return { 'AGAIN' } end
redis.call('HSET', KEYS[1], 'currency', ARGV[4])
return { 'OK' }

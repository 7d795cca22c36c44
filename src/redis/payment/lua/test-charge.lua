-- The test payment provider's ledger: one charge a key, and a refund that is final.
-- KEYS: ledger entry
-- ARGV: charge or refund, milliseconds to keep the entry, then for a charge: amount in minor units, currency
-- Returns NEW, AGAIN (it was charged before) or REFUNDED. Costs O(1).
redis.call('HINCRBY', KEYS[1], 'asked', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[1] == 'refund' then
  redis.call('HSET', KEYS[1], 'refunded', 1)
  return 'REFUNDED'
end
if redis.call('HGET', KEYS[1], 'refunded') == '1' then return 'REFUNDED' end
if redis.call('HSETNX', KEYS[1], 'charged', ARGV[3]) == 0 then return 'AGAIN' end
redis.call('HSET', KEYS[1], 'currency', ARGV[4])
return 'NEW'

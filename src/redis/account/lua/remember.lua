-- Gives the secret that signs the proofs of known devices. Accounts of earlier releases get one with their first.
-- KEYS[1] the account
-- ARGV[1] a new secret
-- Returns { 'OK', secret }, or { 'NONE' }: there is no such account.
-- Costs O(1).
-- @include base/surely
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'NONE' } end
redis.call('HSETNX', KEYS[1], 'devices', ARGV[1])
return { 'OK', surely('HGET', KEYS[1], 'devices') }

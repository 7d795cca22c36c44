-- Gives the secret that signs what devices keep of an account. It is made with the first.
-- KEYS[1] the account, or its second factors
-- ARGV[1] the field of the secret
-- ARGV[2] a new secret
-- Returns { 'OK', secret }, or { 'NONE' }: there is no such account, or it has no second factor.
-- Costs O(1).
-- @include base/surely
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'NONE' } end
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
return { 'OK', surely('HGET', KEYS[1], ARGV[1]) }

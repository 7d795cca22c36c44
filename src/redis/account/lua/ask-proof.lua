-- Notes that a proof is to be mailed: what was asked for before is void.
-- KEYS[1] the proof
-- ARGV[1] the digest of the challenge
-- ARGV[2] the e-mail address of the account
-- ARGV[3] for how many seconds it holds
-- ARGV[4] the hash of the password that was typed beside the address, or ''
-- ARGV[5] the address that is to take its place, or ''
-- Returns 1.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local ttl = whole(ARGV[3])
redis.call('DEL', KEYS[1])
surely('HSET', KEYS[1], 'challenge', ARGV[1], 'email', ARGV[2], 'password', ARGV[4], 'newEmail', ARGV[5])
return redis.call('EXPIRE', KEYS[1], ttl)

-- Remembers as which visitor an account was first seen.
-- KEYS[1] sticky (hash: account -> visitor)
-- ARGV[1] account
-- ARGV[2] visitor
-- ARGV[3] time to live (s)
-- Returns the visitor.
-- Costs 3 commands.
-- @include base/surely
-- @include base/whole

local ttl = whole(ARGV[3])
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ttl)
return surely('HGET', KEYS[1], ARGV[1])

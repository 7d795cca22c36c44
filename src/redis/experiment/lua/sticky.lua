-- Remembers as which visitor an account was first seen.
-- KEYS  sticky (hash: account -> visitor)
-- ARGV  account, visitor, lifetime (s)
-- Returns the visitor.
-- Costs 3 commands.
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('HGET', KEYS[1], ARGV[1])

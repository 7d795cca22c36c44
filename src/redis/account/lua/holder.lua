-- Reads which account has an e-mail address, and the account.
-- KEYS[1] the address
-- ARGV[1] what the key of an account ends with
-- ARGV[2] what the key of its access ends with
-- ARGV[3] what the owner of an account's sessions begins with, before the account's id
-- ARGV[4..] what both keys begin with before the owner, by shard; none if they are in other slots
-- Returns { id, fields and values in turn, access or nothing }, or { id } if the account was not read. If no account has the address: {},
-- or if accounts are read here { '', fields, access } of nobody, so that the answer takes as long.
-- Costs O(1).
-- @include base/shard
local id = redis.call('GET', KEYS[1])
if #ARGV == 3 then return { id or nil } end
if not id then
  local nobody = {}
  for at = 1, 18 do nobody[at] = KEYS[1] end
  redis.call('GET', KEYS[1])
  redis.call('GET', KEYS[1])
  return { '', nobody, KEYS[1] }
end
local owner = ARGV[3] .. id
local start = ARGV[3 + shard_of(owner, #ARGV - 3)] .. owner
return { id, redis.call('HGETALL', start .. ARGV[1]), redis.call('GET', start .. ARGV[2]) }

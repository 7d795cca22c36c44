-- Reads which account has an e-mail address, and the account.
-- KEYS[1] the address
-- ARGV[1] what the key of an account ends with
-- ARGV[2] what the key of its access ends with
-- ARGV[3..] what both begin with, up to and with the first character of the account's id; none on a cluster
-- Returns { id, fields and values in turn, access or nothing }, { id } if the account was not read, or {}: no account has the address.
-- Costs O(1).
local id = redis.call('GET', KEYS[1])
if not id then return {} end
for at = 3, #ARGV do
  if string.sub(ARGV[at], -1) == string.sub(id, 1, 1) then
    local owner = ARGV[at] .. string.sub(id, 2)
    return { id, redis.call('HGETALL', owner .. ARGV[1]), redis.call('GET', owner .. ARGV[2]) }
  end
end
return { id }

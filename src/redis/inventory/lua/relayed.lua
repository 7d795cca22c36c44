-- Forgets turns of the stock that were told. One that came meanwhile, or that another process has told meanwhile, is told again.
-- KEYS[1] the products whose stock has turned
-- ARGV[1..] for each SKU: it, and its turn that was told
-- Returns how many are told again.
-- Costs O(SKUs).
-- @include base/surely
local again = 0
redis.call('HLEN', KEYS[1])
for at = 1, #ARGV, 2 do
  local turn = surely('HGET', KEYS[1], ARGV[at])
  if turn == ARGV[at + 1] then
    surely('HDEL', KEYS[1], ARGV[at])
  else
    again = again + 1
    if not turn then surely('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
  end
end
return again

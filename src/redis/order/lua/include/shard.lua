-- What is stored of an order, fields and values in turn. `shards` has what the keys of orders begin with, by shard. False if they are
-- none, or the order cannot be read: the caller reads it then.
-- @include base/shard
local function stored_order(id, shards)
  if #shards == 0 then return false end
  local stored = redis.pcall('HGETALL', shards[shard_of(id, #shards)] .. id)
  return not stored.err and stored
end

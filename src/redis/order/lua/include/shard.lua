-- What is stored of an order, fields and values in turn. `shards` has what the keys of orders begin with, by shard. False if they are
-- none: the caller reads the order then.
-- @include base/shard
local function stored_order(id, shards)
  return #shards > 0 and redis.call('HGETALL', shards[shard_of(id, #shards)] .. id)
end

-- The indexes of orders by state. An order's place in one is `<millisecond placed, 15 digits>:<id>`, in the order of its text.
local function order_place(placed_at, id) return string.format('%015.0f', placed_at) .. ':' .. id end

-- Adds an order, and takes out of the oldest two what has been forgotten since: so an index shrinks faster than it grows.
-- `orders` is how the keys of orders begin; none is forgotten before it has been kept for `kept_ms`.
local function add_place(index, orders, placed_at, id, now, kept_ms)
  redis.call('ZADD', index, 0, order_place(placed_at, id))
  for _, place in ipairs(redis.call('ZRANGE', index, 0, 1)) do
    local old_placed_at, old_id = string.match(place, '^(%d+):(.*)$')
    if tonumber(old_placed_at) + kept_ms < now and redis.call('EXISTS', orders .. old_id) == 0 then
      redis.call('ZREM', index, place)
    end
  end
end

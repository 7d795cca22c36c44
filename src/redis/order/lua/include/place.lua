-- The indexes of orders by state. An order's place in one is `<millisecond placed, 15 digits>:<id>`, in the order of its text.
-- What was placed before 1970 stands there as of 1970: a text of a negative number has another order.
-- @include base/surely
local function order_place(placed_at, id) return string.format('%015.0f', math.max(0, placed_at)) .. ':' .. id end

-- Reads what adding an order to an index takes out of it or puts right: of its oldest two, what has been forgotten since, so that
-- an index shrinks faster than it grows, and what stands there under a place of another form. `orders` is how the keys of orders
-- begin; none is forgotten before it has been kept for `kept_ms`. Returns places to take out, and places to put in.
local function judge_index(index, orders, now, kept_ms)
  local gone, mended = {}, {}
  for _, place in ipairs(redis.call('ZRANGE', index, 0, 1)) do
    local sign, digits, id = string.match(place, '^(%-?)(%d+):(.*)$')
    local placed_at = tonumber(digits)
    local is_forgotten = not placed_at
      or (sign == '-' or placed_at + kept_ms < now) and redis.call('EXISTS', orders .. id) == 0
    if is_forgotten then
      gone[#gone + 1] = place
    elseif sign == '-' then
      gone[#gone + 1] = place
      mended[#mended + 1] = order_place(0, id)
    end
  end
  return gone, mended
end

-- Writes an order's place, and what judge_index found.
local function add_place(index, place, gone, mended)
  surely('ZADD', index, 0, place)
  for _, each in ipairs(gone) do surely('ZREM', index, each) end
  for _, each in ipairs(mended) do surely('ZADD', index, 0, each) end
end

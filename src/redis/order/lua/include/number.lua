-- Orders by their numbers: `<what is counted of the number, 15 digits>:<id>`, in the order of the text, which is that of their payments.
-- @include base/surely
local function number_place(counted, id) return string.format('%015.0f', counted) .. ':' .. id end

-- Reads which of the oldest two are gone, so that an index shrinks faster than it grows. `orders` is how the keys of orders begin.
local function judge_numbers(index, orders)
  local gone = {}
  for _, place in ipairs(redis.call('ZRANGE', index, 0, 1)) do
    local id = string.match(place, '^%d+:(.*)$')
    if not id or redis.call('TYPE', orders .. id).ok ~= 'hash' then gone[#gone + 1] = place end
  end
  return gone
end

-- Writes the place of an order, and what judge_numbers found.
local function add_number(index, place, gone)
  surely('ZADD', index, 0, place)
  for _, each in ipairs(gone) do surely('ZREM', index, each) end
end

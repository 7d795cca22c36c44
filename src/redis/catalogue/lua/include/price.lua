-- Products of a range of prices, as they are sorted: `prices` is {key = the order by price, least, below}, with nil for any.
local function is_in_range(price, prices)
  return price ~= nil and (not prices.least or price >= prices.least) and (not prices.below or price < prices.below)
end

local function range_of(prices) return prices.least or '-inf', prices.below and '(' .. prices.below or '+inf' end

-- The place in the order by price to go on from, or the end of the range, if that comes later.
local function from_prices(place, step, prices)
  if step > 0 and prices.least and (not place or place.key < prices.least) then return { key = prices.least, number = -1 } end
  if step < 0 and prices.below and (not place or place.key >= prices.below) then
    return { key = prices.below - 1, number = math.huge }
  end
  return place
end

-- The products of the range as a group that is listed, as catalogue/match has them; nil where they are more than `most`.
local function listed_by_price(prices, most)
  local low, high = range_of(prices)
  if redis.call('ZCOUNT', prices.key, low, high) > most then return nil end
  local group = { numbers = {}, levels = {}, bitmaps = {}, best = 3 }
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', prices.key, low, high)) do
    local number = tonumber(member)
    group.numbers[#group.numbers + 1], group.levels[number] = number, 3
  end
  group.count = #group.numbers
  return group
end

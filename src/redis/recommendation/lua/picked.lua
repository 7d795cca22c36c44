-- Picks what goes with some products, and fills up with what is wanted at present and what sells best: only what is for sale and in stock.
-- KEYS[1] the products
-- KEYS[2] the SKU of each number
-- KEYS[3] products for sale by pieces sold
-- KEYS[4] pieces on hand
-- KEYS[5] pieces reserved
-- KEYS[6..] how much the products of each shard are wanted at present, then what is shown of each of some products
-- ARGV[1] how many to pick
-- ARGV[2] how many times as many it looks at of what goes with them
-- ARGV[3] how many it looks at most of what sells best
-- ARGV[4] how many shards there are
-- ARGV[5..] products that are not picked
-- Returns for each that is picked: the product as it is stored, `together`, `wanted` or `selling`, and which of some products it goes
--   with most, counted from 1, or 0.
-- Costs about 4 commands per product that it looks at, and one or two per shard if it fills up.
-- @include base/whole
local size, picked, known, scores, names = whole(ARGV[1]), {}, {}, {}, {}
local most, because, found = {}, {}, 0
local shards = whole(ARGV[4])
for at = 5, #ARGV do known[ARGV[at]] = true end
for at = 6 + shards, #KEYS do
  local list = redis.call('ZREVRANGE', KEYS[at], 0, -1, 'WITHSCORES')
  for place = 1, #list, 2 do
    local sku = list[place]
    if not scores[sku] then names[#names + 1] = sku end
    local score = tonumber(list[place + 1])
    scores[sku] = (scores[sku] or 0) + score
    if not most[sku] or score > most[sku] then most[sku], because[sku] = score, at - 5 - shards end
  end
end
table.sort(names, function(a, b)
  if scores[a] ~= scores[b] then return scores[a] > scores[b] end
  return a < b
end)

-- A product that is stored as for sale has this in its JSON, where a quote in a text would stand behind a backslash.
local function offer(sku, kind)
  local stock = (redis.call('HGET', KEYS[4], sku) or 0) - (redis.call('HGET', KEYS[5], sku) or 0)
  local product = stock > 0 and redis.call('HGET', KEYS[1], sku)
  if product and string.find(product, '"active":true', 1, true) then
    found = found + 1
    picked[3 * found - 2], picked[3 * found - 1], picked[3 * found] = product, kind, because[sku] or 0
  end
end

local looked_at = 0
for _, sku in ipairs(names) do
  if found == size or looked_at == size * whole(ARGV[2]) then break end
  if not known[sku] then
    looked_at = looked_at + 1
    offer(sku, 'together')
  end
end
local count = #ARGV - 4 + #names + size
for _, sku in ipairs(names) do known[sku] = true end
local function fill(sku, kind)
  if not sku or known[sku] then return end
  known[sku] = true
  offer(sku, kind)
end

-- Gives what is wanted most of all, one product after the other. Each shard is read a few products at a time.
local function most_wanted()
  local step, lists, places, read = math.ceil(count / shards) + 1, {}, {}, {}
  local function refill(shard)
    lists[shard] = redis.call('ZREVRANGE', KEYS[5 + shard], read[shard], read[shard] + step - 1, 'WITHSCORES')
    places[shard], read[shard] = 1, read[shard] + step
  end
  for shard = 1, shards do
    read[shard] = 0
    refill(shard)
  end
  return function()
    local best, best_sku, best_score
    for shard = 1, shards do
      local sku, score = lists[shard][places[shard]], tonumber(lists[shard][places[shard] + 1])
      if sku and (not best or score > best_score or score == best_score and sku > best_sku) then
        best, best_sku, best_score = shard, sku, score
      end
    end
    if not best then return nil end
    places[best] = places[best] + 2
    if places[best] > 2 * step then refill(best) end
    return best_sku
  end
end

if found < size then
  local next_wanted = most_wanted()
  for _ = 1, count do
    local sku = next_wanted()
    if not sku or found >= size then break end
    fill(sku, 'wanted')
  end
end
if found < size then
  local best = redis.call('ZREVRANGE', KEYS[3], 0, math.min(whole(ARGV[3]), count) - 1)
  for _, number in ipairs(best) do
    if found >= size then break end
    fill(redis.call('HGET', KEYS[2], number), 'selling')
  end
end
return picked

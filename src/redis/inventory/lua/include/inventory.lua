-- One warehouse's stock. A hold is kept as MessagePack {s = state, l = {sku, quantity, ...}}; `reserved` is at all times
-- the sum of the holds whose state is live or paying, which are the members of the expiry ZSET.
-- Takes KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local on_hand_key, reserved_key, holds_key, expiry_key, settled_key = unpack(KEYS)

local function read_hold(id)
  local packed = redis.call('HGET', holds_key, id)
  return packed and cmsgpack.unpack(packed)
end

local function write_hold(id, hold)
  redis.call('HSET', holds_key, id, cmsgpack.pack(hold))
end

local function holds_stock(hold)
  return hold ~= nil and hold ~= false and (hold.s == 'live' or hold.s == 'paying')
end

local function add(key, sku, delta)
  local value = redis.call('HINCRBY', key, sku, delta)
  if value == 0 and key == reserved_key then redis.call('HDEL', key, sku) end
end

-- Ends a hold: gives back what it reserved, and takes it from the shelf where it was sold.
local function settle(id, hold, state, now, channel)
  for at = 1, #hold.l, 2 do
    add(reserved_key, hold.l[at], -hold.l[at + 1])
    if state == 'committed' then add(on_hand_key, hold.l[at], -hold.l[at + 1]) end
    redis.call('PUBLISH', channel .. hold.l[at], 'stock')
  end
  hold.s = state
  write_hold(id, hold)
  redis.call('ZREM', expiry_key, id)
  redis.call('ZADD', settled_key, now, id)
end

-- Ends at most `count` holds whose time is over.
local function expire(count, now, channel)
  local expired = redis.call('ZRANGEBYSCORE', expiry_key, '-inf', now, 'LIMIT', 0, count)
  for _, id in ipairs(expired) do settle(id, read_hold(id), 'expired', now, channel) end
  return #expired
end

-- The first of the lines (SKU, quantity, ...) that is short, with how many there are; nil where all are there.
local function shortage(lines)
  local skus = {}
  for at = 1, #lines, 2 do skus[#skus + 1] = lines[at] end
  local on_hand = redis.call('HMGET', on_hand_key, unpack(skus))
  local reserved = redis.call('HMGET', reserved_key, unpack(skus))
  local short = {}
  for index, sku in ipairs(skus) do
    local available = tonumber(on_hand[index] or 0) - tonumber(reserved[index] or 0)
    if available < tonumber(lines[index * 2]) then
      short[#short + 1] = sku
      short[#short + 1] = available
    end
  end
  return #short > 0 and short or nil
end

-- One warehouse's stock. A hold is kept as MessagePack {s = state, l = {sku, quantity, ...}}; `reserved` is at all times
-- the sum of the holds whose state is live or paying, which are the members of the expiry ZSET.
-- Takes KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local on_hand_key, reserved_key, holds_key, expiry_key, settled_key = unpack(KEYS)

-- A hold that is there and cannot be read is taken for none; `expire` sets it aside.
local function read_hold(id)
  local packed = redis.call('HGET', holds_key, id)
  local ok, hold = pcall(cmsgpack.unpack, packed or '')
  return packed and ok and type(hold) == 'table' and hold.s and type(hold.l) == 'table' and hold or nil
end

local function holds_stock(hold)
  return hold ~= nil and (hold.s == 'live' or hold.s == 'paying')
end

-- What a script is to change is collected first, with what it reads, and written at its end: `plan.deltas` of pieces by key and
-- SKU, `plan.holds` to write by id with the time of their end, `plan.told` the SKUs whose stock has changed.
local function new_plan()
  -- Read first, so that a key that is not what it should be is met before anything is written.
  redis.call('HLEN', on_hand_key)
  redis.call('HLEN', reserved_key)
  redis.call('HLEN', holds_key)
  redis.call('ZCARD', expiry_key)
  redis.call('ZCARD', settled_key)
  return { deltas = { [on_hand_key] = {}, [reserved_key] = {} }, holds = {}, told = {}, broken = {} }
end

local function add(plan, key, sku, delta)
  plan.deltas[key][sku] = (plan.deltas[key][sku] or 0) + tonumber(delta)
  plan.told[sku] = true
end

-- Writes a hold with the moment at which it ends if nothing else ends it; without one where it has ended.
local function put_hold(plan, id, hold, ends)
  plan.holds[id] = { packed = cmsgpack.pack(hold), ends = ends and string.format('%.0f', ends) }
end

-- Ends a hold: gives back what it reserved, and takes it from the shelf where it was sold.
local function settle(plan, id, hold, state)
  for at = 1, #hold.l, 2 do
    add(plan, reserved_key, hold.l[at], -hold.l[at + 1])
    if state == 'committed' then add(plan, on_hand_key, hold.l[at], -hold.l[at + 1]) end
  end
  hold.s = state
  put_hold(plan, id, hold)
end

-- Ends at most `count` holds whose time is over. Returns how many.
local function expire(plan, count, now)
  local expired = redis.call('ZRANGEBYSCORE', expiry_key, '-inf', now, 'LIMIT', 0, count)
  for _, id in ipairs(expired) do
    local hold = read_hold(id)
    if holds_stock(hold) then settle(plan, id, hold, 'expired') else plan.broken[#plan.broken + 1] = id end
  end
  return #expired
end

-- How many pieces there are of a product, with what the plan changes; what is no number counts as none.
local function pieces(plan, key, sku)
  return (tonumber(redis.call('HGET', key, sku) or nil) or 0) + (plan.deltas[key][sku] or 0)
end

-- Those of the lines (SKU, quantity, ...) that are short, with how many there are; nil where all are there. The quantities of a SKU
-- that stands in several lines add up.
local function shortage(plan, lines)
  local wanted, order, short = {}, {}, {}
  for at = 1, #lines, 2 do
    local sku = lines[at]
    if not wanted[sku] then order[#order + 1] = sku end
    wanted[sku] = (wanted[sku] or 0) + tonumber(lines[at + 1])
  end
  for _, sku in ipairs(order) do
    local available = pieces(plan, on_hand_key, sku) - pieces(plan, reserved_key, sku)
    if available < wanted[sku] then
      short[#short + 1] = sku
      short[#short + 1] = available
    end
  end
  return #short > 0 and short or nil
end

local function write(plan, now, channel)
  local counts = {}
  for key, deltas in pairs(plan.deltas) do
    for sku, delta in pairs(deltas) do
      if delta ~= 0 then counts[#counts + 1] = { key, sku, pieces(plan, key, sku) } end
    end
  end
  for _, count in ipairs(counts) do
    if count[3] == 0 and count[1] == reserved_key then
      redis.call('HDEL', count[1], count[2])
    else
      redis.call('HSET', count[1], count[2], string.format('%.0f', count[3]))
    end
  end
  for id, hold in pairs(plan.holds) do
    redis.call('HSET', holds_key, id, hold.packed)
    if hold.ends then
      redis.call('ZADD', expiry_key, hold.ends, id)
      redis.call('ZREM', settled_key, id)
    else
      redis.call('ZREM', expiry_key, id)
      redis.call('ZADD', settled_key, now, id)
    end
  end
  -- Set aside, to be forgotten with those that have ended; what it reserved is for the doctor to find.
  for _, id in ipairs(plan.broken) do
    redis.call('ZREM', expiry_key, id)
    redis.call('ZADD', settled_key, now, id)
  end
  for sku in pairs(plan.told) do redis.call('PUBLISH', channel .. sku, 'stock') end
end

-- One warehouse's stock. A hold is kept as MessagePack {s = state, l = {sku, quantity, ...}, h = {shopper, address}, b = since when
-- its pieces are held, p = whether a payment is or was under way when it ended, c = its cart}; `reserved` is at all times the sum of
-- the holds whose state is live or paying, which are the members of the expiry ZSET, and `held` the same by holder. `carts` names
-- the one such hold of each cart. Holds of earlier releases have neither h, b, p nor c, and count for no holder.
-- Takes KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
-- @include base/in-chunks
-- @include base/publish
-- @include base/surely
local on_hand_key, reserved_key, holds_key, expiry_key, settled_key, held_key, carts_key = unpack(KEYS)

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
-- SKU, `plan.holds` to write by id with the time of their end, `plan.carts` the hold of each cart or false for none any more,
-- `plan.told` the SKUs whose stock has changed. `plan.known` are the pieces that were read.
local function new_plan()
  return {
    deltas = { [on_hand_key] = {}, [reserved_key] = {}, [held_key] = {} },
    known = { [on_hand_key] = {}, [reserved_key] = {}, [held_key] = {} },
    holds = {}, carts = {}, told = {}, broken = {},
  }
end

local function add(plan, key, field, delta)
  plan.deltas[key][field] = (plan.deltas[key][field] or 0) + tonumber(delta)
end

local function tell(plan, lines)
  for at = 1, #lines, 2 do plan.told[lines[at]] = true end
end

-- The field of `held` that counts the pieces of a product that somebody holds; with no SKU it counts their holds.
local function held_field(holder, sku)
  return sku .. '\n' .. holder
end

-- Counts what a hold keeps, as reserved and for its holders, with the sign -1 as free again.
local function count(plan, hold, sign)
  for at = 1, #hold.l, 2 do add(plan, reserved_key, hold.l[at], sign * hold.l[at + 1]) end
  for _, holder in ipairs(type(hold.h) == 'table' and hold.h or {}) do
    if holder ~= '' then
      add(plan, held_key, held_field(holder, ''), sign)
      for at = 1, #hold.l, 2 do add(plan, held_key, held_field(holder, hold.l[at]), sign * hold.l[at + 1]) end
    end
  end
end

-- Names a hold as the one of its cart, unless the cart has another that keeps stock. False where it has.
local function put_cart(plan, id, hold)
  local cart = hold.c
  if not cart then return true end
  local current = plan.carts[cart]
  if current == nil then current = redis.call('HGET', carts_key, cart) end
  if current and current ~= id and not plan.holds[current] and holds_stock(read_hold(current)) then return false end
  plan.carts[cart] = id
  return true
end

-- Writes a hold with the moment at which it ends if nothing else ends it; without one where it has ended.
local function put_hold(plan, id, hold, ends)
  plan.holds[id] = { packed = cmsgpack.pack(hold), ends = ends and string.format('%.0f', ends) }
end

-- Ends a hold: gives back what it reserved, and takes it from the shelf where it was sold.
local function settle(plan, id, hold, state)
  count(plan, hold, -1)
  if state == 'committed' then
    for at = 1, #hold.l, 2 do add(plan, on_hand_key, hold.l[at], -hold.l[at + 1]) end
  end
  tell(plan, hold.l)
  hold.s = state
  put_hold(plan, id, hold)
  if hold.c and redis.call('HGET', carts_key, hold.c) == id then plan.carts[hold.c] = false end
end

-- Ends at most `most` holds whose time is over. Returns how many.
local function expire(plan, most, now)
  local expired = redis.call('ZRANGEBYSCORE', expiry_key, '-inf', now, 'LIMIT', 0, most)
  for _, id in ipairs(expired) do
    local hold = read_hold(id)
    if holds_stock(hold) then settle(plan, id, hold, 'expired') else plan.broken[#plan.broken + 1] = id end
  end
  return #expired
end

-- Reads pieces by field, those that were not read yet. What is no number counts as none.
local function learn(plan, key, fields)
  local known, unread = plan.known[key], {}
  for _, field in ipairs(fields) do
    if not known[field] then
      known[field] = 0
      unread[#unread + 1] = field
    end
  end
  for first = 1, #unread, 1000 do
    local values = redis.call('HMGET', key, unpack(unread, first, math.min(first + 999, #unread)))
    for at, value in ipairs(values) do known[unread[first + at - 1]] = tonumber(value or nil) or 0 end
  end
end

-- How many pieces there are of what was read, with what the plan changes.
local function pieces(plan, key, field)
  return (plan.known[key][field] or 0) + (plan.deltas[key][field] or 0)
end

-- How many of each SKU the lines (SKU, quantity, ...) want, and the SKUs in their order. The quantities of a SKU that stands in
-- several lines add up.
local function wanted_of(lines)
  local wanted, order = {}, {}
  for at = 1, #lines, 2 do
    local sku = lines[at]
    if not wanted[sku] then order[#order + 1] = sku end
    wanted[sku] = (wanted[sku] or 0) + tonumber(lines[at + 1])
  end
  return wanted, order
end

-- Those of the lines that are short, with how many there are, as a reply; nil where all are there.
local function shortage(plan, lines)
  local wanted, order = wanted_of(lines)
  local short = { 'SHORT' }
  learn(plan, on_hand_key, order)
  learn(plan, reserved_key, order)
  for _, sku in ipairs(order) do
    local available = pieces(plan, on_hand_key, sku) - pieces(plan, reserved_key, sku)
    if available < wanted[sku] then
      short[#short + 1] = sku
      short[#short + 1] = available
    end
  end
  return #short > 1 and short or nil
end

-- Why a hold that is not counted yet goes beyond what its holders may have, as a reply; nil where it does not. `bounds` are the
-- pieces of a product that anybody may hold, and then for the shopper and for the address the percentage of the pieces on hand and
-- the number of holds.
local function beyond(plan, hold, bounds)
  local wanted, order = wanted_of(hold.l)
  local left, held = {}, {}
  for _, holder in ipairs(type(hold.h) == 'table' and hold.h or {}) do
    held[#held + 1] = held_field(holder, '')
    for _, sku in ipairs(order) do held[#held + 1] = held_field(holder, sku) end
  end
  learn(plan, on_hand_key, order)
  learn(plan, held_key, held)
  for place, holder in ipairs(type(hold.h) == 'table' and hold.h or {}) do
    if holder ~= '' then
      local percent, most = tonumber(bounds[2 * place]), tonumber(bounds[2 * place + 1])
      if pieces(plan, held_key, held_field(holder, '')) >= most then return { 'HOLDS' } end
      for _, sku in ipairs(order) do
        local share = math.max(tonumber(bounds[1]), math.ceil(pieces(plan, on_hand_key, sku) * percent / 100))
        local more = math.max(0, share - pieces(plan, held_key, held_field(holder, sku)))
        if wanted[sku] > more then left[sku] = math.min(more, left[sku] or more) end
      end
    end
  end
  local reply = { 'SHARE' }
  for _, sku in ipairs(order) do
    if left[sku] then
      reply[#reply + 1] = sku
      reply[#reply + 1] = left[sku]
    end
  end
  return #reply > 1 and reply or nil
end

local function write(plan, now, channel)
  local changes = {}
  for key, deltas in pairs(plan.deltas) do
    local fields, set, gone = {}, {}, {}
    for field, delta in pairs(deltas) do
      if delta ~= 0 then fields[#fields + 1] = field end
    end
    learn(plan, key, fields)
    for _, field in ipairs(fields) do
      local left = pieces(plan, key, field)
      if left == 0 and key ~= on_hand_key then
        gone[#gone + 1] = field
      else
        set[#set + 1] = field
        set[#set + 1] = string.format('%.0f', left)
      end
    end
    changes[#changes + 1] = { key = key, set = set, gone = gone }
  end
  -- Read first, so that a key that is not what it should be is met before anything is written. The others were read by now.
  if next(plan.holds) or #plan.broken > 0 then
    redis.call('ZCARD', expiry_key)
    redis.call('ZCARD', settled_key)
  end

  for _, each in ipairs(changes) do
    in_chunks('HSET', each.key, each.set)
    in_chunks('HDEL', each.key, each.gone)
  end
  for id, hold in pairs(plan.holds) do
    surely('HSET', holds_key, id, hold.packed)
    if hold.ends then
      surely('ZADD', expiry_key, hold.ends, id)
      surely('ZREM', settled_key, id)
    else
      surely('ZREM', expiry_key, id)
      surely('ZADD', settled_key, now, id)
    end
  end
  for cart, id in pairs(plan.carts) do
    if id then surely('HSET', carts_key, cart, id) else surely('HDEL', carts_key, cart) end
  end
  -- Set aside, to be forgotten with those that have ended; what it reserved is for the doctor to find.
  for _, id in ipairs(plan.broken) do
    surely('ZREM', expiry_key, id)
    surely('ZADD', settled_key, now, id)
  end
  for sku in pairs(plan.told) do publish(channel .. sku, 'stock') end
end

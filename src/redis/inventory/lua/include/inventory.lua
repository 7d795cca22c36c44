-- One warehouse's stock. A hold is kept as MessagePack {s = state, l = {sku, quantity, ...}, h = {shopper, address}, b = since when
-- its pieces are held, p = whether a payment is or was under way when it ended, c = its cart}; `reserved` is at all times the sum of
-- the holds whose state is live or paying, which are the members of the expiry ZSET, and `held` the same by holder. `carts` names
-- the one such hold of each cart. Holds of earlier releases have neither h, b, p nor c, and count for no holder.
-- Takes KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
-- @include base/in-chunks
-- @include base/surely
-- @include catalogue/announce
-- @include inventory/turned
local on_hand_key, reserved_key, holds_key, expiry_key, settled_key, held_key, carts_key, turned_key = unpack(KEYS)

-- What a script is to change is collected first, with what it reads, and written at its end: `plan.on_hand` and `plan.reserved` by how
-- many pieces of each SKU, `plan.held` of each of its fields, `plan.holds` to write by id with the time of their end in `plan.ends`,
-- `plan.carts` the hold of each cart or false for none any more, `plan.broken` the holds that cannot be read. `plan.known` are the
-- pieces that were read. What is judged later in a script finds what was planned before.
local function new_plan()
  return {
    on_hand = {}, reserved = {}, held = {}, holds = {}, ends = {}, carts = {}, broken = {},
    known = { [on_hand_key] = {}, [reserved_key] = {}, [held_key] = {} },
  }
end

local function is_hold(hold)
  if type(hold) ~= 'table' or not hold.s or type(hold.l) ~= 'table' then return false end
  for at = 1, #hold.l, 2 do
    if type(hold.l[at]) ~= 'string' or type(hold.l[at + 1]) ~= 'number' then return false end
  end
  for _, holder in ipairs(type(hold.h) == 'table' and hold.h or {}) do
    if type(holder) ~= 'string' then return false end
  end
  return hold.c == nil or type(hold.c) == 'string'
end

-- A hold that is there and cannot be read is taken for none; `expire` sets it aside.
local function read_hold(plan, id)
  if plan.holds[id] then return plan.holds[id] end
  local packed = redis.call('HGET', holds_key, id)
  if not packed then return nil end
  local ok, hold = pcall(cmsgpack.unpack, packed)
  return ok and is_hold(hold) and hold or nil
end

local function holds_stock(hold)
  return hold ~= nil and (hold.s == 'live' or hold.s == 'paying')
end

-- Adds the quantities of lines (SKU, quantity, ...) to `changes`, with the sign -1 as gone. What ends the name of each field is `suffix`.
local function add(changes, lines, sign, suffix)
  for at = 1, #lines, 2 do
    local field = suffix and lines[at] .. suffix or lines[at]
    changes[field] = (changes[field] or 0) + sign * lines[at + 1]
  end
end

-- Counts what a hold keeps, as reserved and for its holders, with the sign -1 as free again. The fields of `held` are a SKU and a
-- holder, with a line break between; with no SKU it counts the holds.
local function count(plan, hold, sign)
  add(plan.reserved, hold.l, sign)
  if type(hold.h) ~= 'table' then return end
  for _, holder in ipairs(hold.h) do
    if holder ~= '' then
      add(plan.held, { '', 1 }, sign, '\n' .. holder)
      add(plan.held, hold.l, sign, '\n' .. holder)
    end
  end
end

-- The hold of a cart; false for none.
local function hold_of_cart(plan, cart)
  if plan.carts[cart] ~= nil then return plan.carts[cart] end
  return redis.call('HGET', carts_key, cart)
end

-- Names a hold as the one of its cart, unless the cart has another that keeps stock. False where it has.
local function put_cart(plan, id, hold)
  local cart = hold.c
  if not cart then return true end
  local current = hold_of_cart(plan, cart)
  if current and current ~= id and holds_stock(read_hold(plan, current)) then return false end
  plan.carts[cart] = id
  return true
end

-- Writes a hold with the moment at which it ends if nothing else ends it; without one where it has ended.
local function put_hold(plan, id, hold, ends)
  plan.holds[id] = hold
  plan.ends[id] = ends and string.format('%.0f', ends)
end

-- Ends a hold: gives back what it reserved, and takes it from the shelf where it was sold.
local function settle(plan, id, hold, state)
  count(plan, hold, -1)
  if state == 'committed' then add(plan.on_hand, hold.l, -1) end
  hold.s = state
  put_hold(plan, id, hold)
  if hold.c and hold_of_cart(plan, hold.c) == id then plan.carts[hold.c] = false end
end

-- Ends at most `most` holds whose time is over. Returns how many.
local function expire(plan, most, now)
  local expired = redis.call('ZRANGEBYSCORE', expiry_key, '-inf', now, 'LIMIT', 0, most)
  for _, id in ipairs(expired) do
    local hold = read_hold(plan, id)
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

-- Reads what the changes make of the pieces that are counted in a key. Returns the fields to set, with their values, and those that
-- have come to nothing if such are forgotten.
local function changed(plan, key, changes, forgets)
  local fields, set, gone = {}, {}, {}
  for field, delta in pairs(changes) do
    if delta ~= 0 then fields[#fields + 1] = field end
  end
  learn(plan, key, fields)
  for _, field in ipairs(fields) do
    local left = (plan.known[key][field] or 0) + changes[field]
    if left == 0 and forgets then
      gone[#gone + 1] = field
    else
      set[#set + 1] = field
      set[#set + 1] = string.format('%.0f', left)
    end
  end
  return set, gone
end

-- What is to be written of the holds: fields and values; ends and ids of those that keep stock, and their ids; moments and ids of those
-- that do not, and their ids.
local function planned(plan, now)
  local packed, keeping, kept, ended, over = {}, {}, {}, {}, {}
  local at = string.format('%.0f', now)
  for id, hold in pairs(plan.holds) do
    packed[#packed + 1] = id
    packed[#packed + 1] = cmsgpack.pack(hold)
    if plan.ends[id] then
      keeping[#keeping + 1] = plan.ends[id]
      keeping[#keeping + 1] = id
      kept[#kept + 1] = id
    else
      over[#over + 1] = id
    end
  end
  -- Set aside, to be forgotten with those that have ended; what it reserved is for the doctor to find.
  for _, id in ipairs(plan.broken) do over[#over + 1] = id end
  for _, id in ipairs(over) do
    ended[#ended + 1] = at
    ended[#ended + 1] = id
  end
  return packed, keeping, kept, ended, over
end

-- The SKUs whose pieces change, and those of them of which there are some again, or none any more.
local function moved(plan)
  local skus, turned, on_hand, reserved = {}, {}, plan.known[on_hand_key], plan.known[reserved_key]
  for sku, delta in pairs(plan.reserved) do
    if delta ~= 0 then skus[#skus + 1] = sku end
  end
  for sku, delta in pairs(plan.on_hand) do
    if delta ~= 0 and (plan.reserved[sku] or 0) == 0 then skus[#skus + 1] = sku end
  end
  learn(plan, on_hand_key, skus)
  learn(plan, reserved_key, skus)
  for _, sku in ipairs(skus) do
    local before = (on_hand[sku] or 0) - (reserved[sku] or 0)
    local after = before + (plan.on_hand[sku] or 0) - (plan.reserved[sku] or 0)
    if has_turned(before, after) then turned[#turned + 1] = sku end
  end
  return skus, turned
end

local function write(plan, now, channel)
  local skus, turned = moved(plan)
  local on_hand = changed(plan, on_hand_key, plan.on_hand, false)
  local reserved, free = changed(plan, reserved_key, plan.reserved, true)
  local held, given_back = changed(plan, held_key, plan.held, true)
  local packed, keeping, kept, ended, over = planned(plan, now)
  -- Read first, so that a key that is not what it should be is met before anything is written. The others were read by now.
  redis.call('ZCARD', expiry_key)
  redis.call('ZCARD', settled_key)
  if #turned > 0 then redis.call('HLEN', turned_key) end

  in_chunks('HSET', on_hand_key, on_hand)
  in_chunks('HSET', reserved_key, reserved)
  in_chunks('HDEL', reserved_key, free)
  in_chunks('HSET', held_key, held)
  in_chunks('HDEL', held_key, given_back)
  in_chunks('HSET', holds_key, packed)
  in_chunks('ZADD', expiry_key, keeping)
  in_chunks('ZREM', settled_key, kept)
  in_chunks('ZREM', expiry_key, over)
  in_chunks('ZADD', settled_key, ended)
  for cart, id in pairs(plan.carts) do
    if id then surely('HSET', carts_key, cart, id) else surely('HDEL', carts_key, cart) end
  end
  note_turned(turned_key, turned)
  announce(channel, 'stock', skus)
end

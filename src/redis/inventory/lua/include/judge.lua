-- Whether the pieces of a hold can be had, and by those who hold them. The plan counts the hold already.
-- @include inventory/inventory

-- How many of each SKU the lines (SKU, quantity, ...) want, and the SKUs in their order. The quantities of a SKU that stands in
-- several lines add up.
local function wanted_of(lines)
  local wanted, order = {}, {}
  for at = 1, #lines, 2 do
    local sku = lines[at]
    if not wanted[sku] then order[#order + 1] = sku end
    wanted[sku] = (wanted[sku] or 0) + lines[at + 1]
  end
  return wanted, order
end

-- How many pieces there are of what was read, with what the plan changes.
local function pieces(plan, key, changes, field)
  return (plan.known[key][field] or 0) + (changes[field] or 0)
end

-- Those of the SKUs that are short, with how many there are, as a reply; nil where all are there.
local function shortage(plan, wanted, order)
  local short = { 'SHORT' }
  learn(plan, on_hand_key, order)
  learn(plan, reserved_key, order)
  for _, sku in ipairs(order) do
    local left = pieces(plan, on_hand_key, plan.on_hand, sku) - pieces(plan, reserved_key, plan.reserved, sku)
    if left < 0 then
      short[#short + 1] = sku
      short[#short + 1] = left + wanted[sku]
    end
  end
  return #short > 1 and short or nil
end

-- Why a hold goes beyond what its holders may have, as a reply; nil where it does not. `bounds` are the pieces of a product that
-- anybody may hold, and then for the shopper and for the address the percentage of the pieces on hand and the number of holds.
local function beyond(plan, hold, wanted, order, bounds)
  if type(hold.h) ~= 'table' then return nil end
  local left, fields = {}, {}
  for _, holder in ipairs(hold.h) do
    fields[#fields + 1] = '\n' .. holder
    for _, sku in ipairs(order) do fields[#fields + 1] = sku .. '\n' .. holder end
  end
  learn(plan, on_hand_key, order)
  learn(plan, held_key, fields)
  for place, holder in ipairs(hold.h) do
    if holder ~= '' then
      local percent, most = tonumber(bounds[2 * place]), tonumber(bounds[2 * place + 1])
      if pieces(plan, held_key, plan.held, '\n' .. holder) > most then return { 'HOLDS' } end
      for _, sku in ipairs(order) do
        local share = math.max(tonumber(bounds[1]), math.ceil(pieces(plan, on_hand_key, plan.on_hand, sku) * percent / 100))
        local more = share - pieces(plan, held_key, plan.held, sku .. '\n' .. holder)
        if more < 0 then left[sku] = math.min(math.max(0, more + wanted[sku]), left[sku] or wanted[sku]) end
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

-- An order's place in an index by state, whose members are in the order of their text: by time, then by id.
local function order_place(placed_at, id) return string.format('%015.0f', placed_at) .. ':' .. id end

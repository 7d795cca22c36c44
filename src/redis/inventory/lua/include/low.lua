-- Tells that the stock of a product has become low: fewer than `low` pieces are on hand now, and were not before. A SKU needs no escapes in
-- JSON; one that does was not written by Mortar, and is not told of.
-- @include domain-event/tell-drawn
local function tell_low(on_hand_key, events, low, sku, before, after)
  if events == '' or before < low or after >= low or string.find(sku, '[%c"\\]') then return end
  local data = '{"sku":"' .. sku .. '","onHand":' .. string.format('%.0f', after) .. '}'
  tell_drawn((string.match(on_hand_key, '^(.*:)') or '') .. 'events', events, 'stock.low', sku, data)
end

-- Provides announce(channel, what, skus), which announces a change of products or of their stock: on the channel of each product, and
-- all of them in one message on the channel of all.
-- @include base/publish
local function announce(channel, what, skus)
  if #skus == 0 then return end
  for _, sku in ipairs(skus) do publish(channel .. sku, what) end
  publish(channel, what .. '\n' .. table.concat(skus, '\n'))
end

-- Notes products of which there are some again, or none any more, for those who list them: with the moment, so that what is told of
-- one does not hide a later turn.
-- @include base/in-chunks
local function has_turned(before, after) return (before > 0) ~= (after > 0) end

local function note_turned(key, skus)
  if #skus == 0 then return end
  local moment, turns = table.concat(redis.call('TIME'), '.'), {}
  for _, sku in ipairs(skus) do
    turns[#turns + 1] = sku
    turns[#turns + 1] = moment
  end
  in_chunks('HSET', key, turns)
end

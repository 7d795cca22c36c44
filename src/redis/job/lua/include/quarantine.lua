-- Sets aside jobs whose record or state cannot be read, so that no script meets them again.
-- @include base/in-chunks
-- @include base/fields-of
-- @include job/queue
-- @include job/changes
-- @include job/record

-- The caller has taken them out of the list or set that they were in. What their state was is kept with the reason.
local function quarantine(ids, why)
  if #ids == 0 then return end
  local before = fields_of(states, ids)
  local places, reasons, writes = {}, {}, {}
  for i, id in ipairs(ids) do
    places[2 * i - 1], places[2 * i] = now_text, id
    reasons[2 * i - 1], reasons[2 * i] = id, why .. (before[i] and ': ' .. string.sub(before[i], 1, 200) or '')
    writes[2 * i - 1], writes[2 * i] = id, 'b' .. unstarted
  end
  in_chunks('ZADD', base .. 'bad', places)
  in_chunks('HSET', base .. 'bad:why', reasons)
  in_chunks('HSET', states, writes)
  note('b', ids)
end

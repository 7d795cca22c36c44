-- Sets aside jobs whose record or state cannot be read, so that no script meets them again.
-- @include base/in-chunks
-- @include base/fields-of
-- @include base/surely
-- @include job/queue
-- @include job/changes

-- The caller has taken them out of the list or set that they were in. What their state was is kept with the reason. Their bytes are
-- counted with those of finished jobs.
local function quarantine(ids, why)
  if #ids == 0 then return end
  local before = fields_of(states, ids)
  local places, reasons, writes, total = {}, {}, {}, 0
  for i, id in ipairs(ids) do
    local bytes = surely('HSTRLEN', jobs, id)
    total = total + bytes
    places[2 * i - 1], places[2 * i] = now_text, id
    reasons[2 * i - 1], reasons[2 * i] = id, why .. ': ' .. string.sub(before[i] or '', 1, 200)
    writes[2 * i - 1], writes[2 * i] = id, 'b0 0 0 - 0 ' .. bytes .. ' ' .. now_text
  end
  in_chunks('ZADD', base .. 'bad', places)
  in_chunks('HSET', base .. 'bad:why', reasons)
  in_chunks('HSET', states, writes)
  add_to('bytes', total)
  note('b', ids)
end

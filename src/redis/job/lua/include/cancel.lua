-- Cancels a job.
-- @include base/surely
-- @include job/queue
-- @include job/changes
-- @include job/finish

-- A waiting or delayed one is cancelled at once; an active one is marked, and its worker is woken. Returns whether it could be.
local function cancel(id, record, letter)
  if letter == 'w' then
    -- Its place in the ready list stays until a worker comes upon it: taking it out would cost O(n).
    add_to('stale', 1)
    finish('k', 'cancelled', { id }, { record })
  elseif letter == 'y' then
    surely('ZREM', base .. 'delayed', id)
    finish('k', 'cancelled', { id }, { record })
  elseif letter == 'a' or letter == 'q' then
    surely('HSET', states, id, 'q' .. string.sub(record, 2))
    note('q', { id })
    rouse('q ' .. id)
  else
    return false
  end
  return true
end

-- Cancels a job.
-- @include base/surely
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/finish
-- @include job/prune

-- Takes the places of jobs that do not wait any more from both ends of a ready list, at most `bound` from each.
local function trim_ready(list, bound)
  for _, last in ipairs({ -1, 0 }) do
    local gone = 0
    while gone < bound do
      local id = surely('LINDEX', list, last)
      if not id then break end
      local record = surely('HGET', states, id)
      local waits = not record and surely('HEXISTS', jobs, id) == 1 or record and string.sub(record, 1, 1) == 'w'
      if waits then break end
      if last == 0 then surely('LPOP', list) else surely('RPOP', list) end
      gone = gone + 1
    end
    if gone > 0 then add_to('stale', -gone) end
  end
end

-- A waiting or delayed one is cancelled at once; an active one is marked, and its worker is woken. No worker need run: cancelled jobs
-- beyond `keep` or older than `max_age` ms are pruned, at most `bound`. Returns whether it could be cancelled.
local function cancel(id, record, letter, keep, max_age, bound)
  if letter == 'w' then
    local level = options_in(surely('HGET', jobs, id))
    -- Its place in the middle of a ready list stays until a worker comes upon it: taking it out would cost O(n).
    add_to('stale', 1)
    finish('k', 'cancelled', { id }, { record })
    if level then trim_ready(ready .. level, bound) end
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
  prune('cancelled', keep, max_age, 0, bound)
  return true
end

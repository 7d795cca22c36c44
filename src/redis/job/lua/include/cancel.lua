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

-- Takes the place of a job out of the list that it waits in, which costs O(n). Returns whether it was there.
local function take_out(id, level, name)
  if surely('LREM', ready .. level, 1, id) > 0 then return true end
  if surely('LREM', base .. 'aside:' .. level .. ':' .. name, -1, id) == 0 then return false end
  surely('ZINCRBY', base .. 'aside', -1, name)
  surely('ZREMRANGEBYSCORE', base .. 'aside', '-inf', 0)
  add_to('aside', -1)
  return true
end

-- A waiting or delayed one is cancelled at once; an active one is marked, and its worker is woken. No worker need run: cancelled jobs are
-- pruned as the last worker did it, else those beyond `keep` or older than `max_age` ms, at most `bound`. At most `most_stale` jobs leave
-- their places. Returns whether it could be cancelled.
local function cancel(id, record, letter, keep, max_age, bound, most_stale)
  if letter == 'w' then
    local definition = surely('HGET', jobs, id)
    local level, name = options_in(definition), name_in(definition)
    -- Its place in the middle of a list stays until a worker comes upon it, unless there are many of these.
    local crowded = level and add_to('stale', 0) >= most_stale
    if not (crowded and level and name and take_out(id, level, name)) then add_to('stale', 1) end
    finish('k', 'cancelled', { id }, { record })
    if level then trim_ready(ready .. level, bound) end
  elseif letter == 'y' then
    surely('ZREM', base .. 'delayed', id)
    finish('k', 'cancelled', { id }, { record })
  elseif letter == 'a' or letter == 'q' then
    surely('HSET', states, id, 'q' .. string.sub(record or '', 2))
    note('q', { id })
    rouse('q ' .. id)
  else
    return false
  end
  local kept, age = string.match(surely('HGET', meta, 'keep-cancelled') or '', '^(%d+) (%d+)$')
  prune('cancelled', tonumber(kept or nil) or keep, tonumber(age or nil) or max_age, 0, bound)
  return true
end

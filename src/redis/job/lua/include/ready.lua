-- Where jobs wait: in the ready list of their level, or among the delayed ones.
-- @include base/in-chunks
-- @include job/queue
-- @include job/changes

-- Puts jobs into the ready list of a level: behind all others, or ahead of them if `ahead`.
local function make_ready(level, ids, ahead)
  in_chunks(ahead and 'RPUSH' or 'LPUSH', ready .. level, ids)
  rouse()
end

-- Delays jobs: `places` is { ms, id, ... }. Wakes a worker if one of them is due within a second, since workers sleep longer.
local function delay(places)
  in_chunks('ZADD', base .. 'delayed', places)
  for at = 1, #places, 2 do
    local due = tonumber(places[at])
    if due and due < now + 1000 then rouse() end
  end
end

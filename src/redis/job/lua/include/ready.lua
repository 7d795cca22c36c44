-- Where jobs wait: in the ready list of their level, or among the delayed ones.
-- @include job/queue
-- @include job/changes

-- Puts jobs into the ready list of a level: behind all others, or ahead of them if `ahead`.
local function make_ready(level, ids, ahead)
  redis.call(ahead and 'RPUSH' or 'LPUSH', ready .. level, unpack(ids))
  rouse()
end

-- Delays jobs: `places` is { ms, id, ... }. Wakes a worker if one of them is due within a second, since workers sleep longer.
local function delay(places)
  redis.call('ZADD', base .. 'delayed', unpack(places))
  for at = 1, #places, 2 do
    if places[at] < now + 1000 then rouse() end
  end
end

-- Counts sessions, bounces and transitions.
-- @include metric/bucket
-- @include metric/limits
-- @include metric/write

-- A session's transition is counted where it ends.
local function addTransition(minute, from, to, delta) add(minute.quarter.top, 'T' .. from .. ' → ' .. to, delta) end

local function near(earlier, later) return earlier and later and later - earlier <= GAP_MS end

-- Sessions, bounces and transitions: what was true of the neighbours without this step, against what is true with it.
local function countSession(shard, minute, at, label, steps)
  local previous, next = steps.previous, steps.next
  local joined, left, right = near(previous, next), near(previous, at), near(at, next)
  local counts = minute.counts
  local nextMinute = right and minuteOf(shard, next)
  if not left then counts.s = counts.s + 1 end
  if right and not joined then nextMinute.counts.s = nextMinute.counts.s - 1 end
  if not left and not right then counts.b = counts.b + 1 end
  if left and not joined and not near(steps.previous2, previous) then
    local bounced = minuteOf(shard, previous).counts
    bounced.b = bounced.b - 1
  end
  if right and not joined and not near(next, steps.next2) then nextMinute.counts.b = nextMinute.counts.b - 1 end
  if joined then addTransition(nextMinute, steps.previousLabel, steps.nextLabel, -1) end
  if left then addTransition(minute, steps.previousLabel, label, 1) end
  if right then addTransition(nextMinute, label, steps.nextLabel, 1) end
end

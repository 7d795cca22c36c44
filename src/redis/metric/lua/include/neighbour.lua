-- Finds the steps of a visitor right before and after a moment.
-- @include metric/journal
-- @include metric/limits
-- @include metric/time
-- @include metric/work

-- The second neighbour matters up to two gaps away.
local REACH_MS = 2 * GAP_MS

-- The steps around a moment: times of the two before and the two after, labels of the nearest, and where in the journal the
-- moment belongs. Near midnight the day before and the day after are looked at too.
local function neighbours(shard, day, visitor, identity, time)
  local journal, start = day.journals[visitor], day.number * DAY
  local here = 1
  local next, next2
  local timeHere = timeAt(journal, here)
  while timeHere and (timeHere > time or (timeHere == time and journal:sub(here + 1, here + 8) > identity)) do
    next, next2 = here, next
    here = older(journal, here)
    timeHere = timeAt(journal, here)
    countStep()
  end
  local steps = { place = here }
  if timeHere then
    steps.previous, steps.previousLabel = start + timeHere, labelAt(journal, here)
    local before = timeAt(journal, older(journal, here))
    steps.previous2 = before and start + before
  end
  if next then
    steps.next, steps.nextLabel = start + timeAt(journal, next), labelAt(journal, next)
    steps.next2 = next2 and start + timeAt(journal, next2)
  end
  if time <= REACH_MS and not steps.previous2 then
    local yesterday = shard.days[day.number - 1].journals[visitor]
    local last = timeAt(yesterday, 1)
    if last and steps.previous then steps.previous2 = start - DAY + last
    elseif last then
      steps.previous, steps.previousLabel = start - DAY + last, labelAt(yesterday, 1)
      local before = timeAt(yesterday, older(yesterday, 1))
      steps.previous2 = before and start - DAY + before
    end
  end
  if time >= DAY - REACH_MS and not steps.next2 then
    local tomorrow = shard.days[day.number + 1].journals[visitor]
    local first, second
    local each = 1
    while timeAt(tomorrow, each) do
      first, second = each, first
      each = older(tomorrow, each)
    end
    if first and steps.next then steps.next2 = start + DAY + timeAt(tomorrow, first)
    elseif first then
      steps.next, steps.nextLabel = start + DAY + timeAt(tomorrow, first), labelAt(tomorrow, first)
      steps.next2 = second and start + DAY + timeAt(tomorrow, second)
    end
  end
  return steps
end

-- Whether no neighbour is in the same bucket: else the visitor is among that one's visitors already.
local function isFirst(steps, at, size)
  local bucket, previous, next = floor(at / size), steps.previous, steps.next
  return not (previous and floor(previous / size) == bucket or next and floor(next / size) == bucket)
end

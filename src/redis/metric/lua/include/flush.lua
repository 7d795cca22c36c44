-- Writes what a shard's events have changed: the buckets, the journals and what is live.
-- @include base/in-chunks
-- @include base/surely
-- @include metric/arrival
-- @include metric/limits
-- @include metric/write

local function flushMinutes(shard)
  for number, minute in pairs(shard.minutes) do
    local quarter, name = minute.quarter, text(number)
    for metric, delta in pairs(minute.counts) do
      if delta ~= 0 then
        if minute.kept then add(quarter.minuteCounts, minute.slot .. metric, delta) end
        add(quarter.hour.counts, quarter.slot .. metric, delta)
        add(quarter.day.counts, metric, delta)
      end
    end
    if minute.kept then
      writeMembers('PFADD', shard.base .. 'um:' .. name, minute.visitors, MINUTE_TTL)
      writeMembers('PFADD', shard.base .. 'bm:' .. name, minute.buyers, MINUTE_TTL)
    end
    writeTop(shard.base .. 'pm:' .. name, minute.pages, LIVE_TTL)
  end
end

-- Goals are counted by quarter-hours, and their visitors by those and by days.
local function flushGoals(shard, quarter, name)
  for field, delta in pairs(quarter.goals) do
    add(quarter.hour.counts, quarter.slot .. field, delta)
    add(quarter.day.counts, field, delta)
  end
  for number, visitors in pairs(quarter.reached) do
    writeMembers('PFADD', shard.base .. 'gq:' .. number .. ':' .. name, visitors, HOUR_TTL)
    writeMembers('PFADD', shard.base .. 'gd:' .. number .. ':' .. text(quarter.day.number), visitors, DAY_TTL)
  end
end

local function flushQuarters(shard)
  for number, quarter in pairs(shard.quarters) do
    local name = text(number)
    for value, delta in pairs(quarter.top) do
      if delta ~= 0 then
        quarter.hour.top[quarter.slot .. value] = delta
        add(quarter.day.top, value, delta)
      end
    end
    writeCounts(shard.base .. 'm:' .. name, quarter.minuteCounts, MINUTE_TTL)
    writeMembers('PFADD', shard.base .. 'uq:' .. name, quarter.visitors, HOUR_TTL)
    writeMembers('PFADD', shard.base .. 'bq:' .. name, quarter.buyers, HOUR_TTL)
    flushGoals(shard, quarter, name)
  end
end

-- The journals of an import live as long as their day's numbers, so that the same lines never count twice in them.
local function writeJournals(shard, name, day)
  local list = {}
  for visitor in pairs(day.changed) do
    list[#list + 1] = visitor
    list[#list + 1] = day.journals[visitor]
  end
  if #list == 0 then return end
  local key = shard.base .. 'j:' .. name
  if in_chunks('HSET', key, list) > 0 then expire(key, JOURNAL_TTL) end
  if imported then surely('PEXPIREAT', key, text(surely('PEXPIRETIME', shard.base .. 'd:' .. name)), 'GT') end
end

-- Profiles live as long as the journals that name them.
local function writeProfiles(shard, name, day)
  local key = shard.base .. 'v:' .. name
  if in_chunks('HSET', key, day.profilesMade) > 0 then expire(key, JOURNAL_TTL) end
  if imported and #day.profilesMade > 0 then surely('PEXPIREAT', key, text(surely('PEXPIRETIME', shard.base .. 'd:' .. name)), 'GT') end
end

-- The list of days lives so many times as long as they do.
local DAYS_LISTED = 10

-- Notes that a day was counted. One that had been counted before and has lapsed since is marked as a part of what it was.
local function noteDay(shard, number)
  local days = shard.base .. 'days'
  if number > 0 and surely('SETBIT', days, number, 1) == 1 then
    surely('HSET', shard.base .. 'd:' .. text(number), 'x', '1')
  end
  redis.call('EXPIRE', days, DAYS_LISTED * DAY_TTL)
end

-- Counts the shard's events of all time. With the first of them the list of days begins, and has them all, for which day 0 stands.
local function noteRevision(shard)
  if shard.counted == 0 then return end
  local base = shard.base
  local begins = surely('HINCRBY', base .. 'rev', 'n', text(shard.counted)) == shard.counted
  redis.call('EXPIRE', base .. 'rev', DAY_TTL)
  if begins and redis.call('EXISTS', base .. 'days') == 0 then surely('SETBIT', base .. 'days', 0, 1) end
end

local function flush(shard)
  noteRevision(shard)
  flushMinutes(shard)
  flushQuarters(shard)
  local base = shard.base
  for number, hour in pairs(shard.hours) do
    local name = text(number)
    writeCounts(base .. 'h:' .. name, hour.counts, HOUR_TTL)
    writeTop(base .. 'th:' .. name, hour.top, HOUR_TTL)
  end
  for number, day in pairs(shard.days) do
    local name = text(number)
    if writeCounts(base .. 'd:' .. name, day.counts, DAY_TTL) then noteDay(shard, number) end
    writeTop(base .. 'td:' .. name, day.top, DAY_TTL)
    writeMembers('PFADD', base .. 'ud:' .. name, day.visitors, DAY_TTL)
    writeMembers('PFADD', base .. 'bd:' .. name, day.buyers, DAY_TTL)
    writeMembers('SADD', base .. 'seen:' .. name, day.visitors, SEEN_TTL)
    writeJournals(shard, name, day)
    writeProfiles(shard, name, day)
  end
  writeScores(base .. 'active', shard.active, LIVE_TTL, now)
  writeScores(base .. 'buyers', shard.buyers, LIVE_TTL, now)
  writeScores(base .. 'owed', shard.owed, JOURNAL_TTL, now)
end

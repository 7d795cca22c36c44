-- Reads the journals that events need, finds the events that they hold already, and writes others into them.
-- @include metric/arrival
-- @include metric/bucket
-- @include metric/limits
-- @include metric/neighbour
-- @include metric/time
-- @include metric/work
-- @include metric/write

-- An entry is at least so long: the newline, its identity, the mark of its kind.
local ENTRY_MIN = 10

-- Reads the journals that a shard's events need: of their days, of the days beside it near midnight, and those of the last
-- 24 hours, where an event may stand that is sent again with another time.
local function readJournals(shard, list)
  local function want(number, visitor)
    local day = dayOf(shard, number)
    if not day.journals[visitor] then
      day.journals[visitor] = ''
      day.visitorsRead[#day.visitorsRead + 1] = visitor
    end
  end
  local index = 2
  while index <= #list do
    local at, visitor = list[index], list[index + 1]
    local number = floor(at / DAY)
    local time = at - number * DAY
    want(number, visitor)
    if not imported then
      want(today, visitor)
      want(today - 1, visitor)
    end
    if time <= REACH_MS then want(number - 1, visitor) end
    if time >= DAY - REACH_MS then want(number + 1, visitor) end
    index = index + 8 + list[index + 4]
  end
  for number, day in pairs(shard.days) do
    for place, journal in ipairs(readFields(shard.base .. 'j:' .. text(number), day.visitorsRead)) do
      if journal then day.journals[day.visitorsRead[place]] = journal end
    end
  end
end

local function holds(journal, identity)
  countSearch(journal)
  return journal:find(identity, 1, true)
end

-- Whether an event's identity is in the journal of its day, or of the days of the last 24 hours.
local function isKnown(shard, day, visitor, identity)
  if holds(day.journals[visitor], identity) then return true end
  if imported then return false end
  local number = day.number
  return number ~= today and holds(shard.days[today].journals[visitor], identity)
    or number ~= today - 1 and holds(shard.days[today - 1].journals[visitor], identity)
end

-- Whether a journal has as many entries as it may. Most are too short for it to be worth counting; others are counted once a
-- call.
local function isFull(day, visitor)
  local journal = day.journals[visitor]
  if #journal < ENTRIES_MAX * ENTRY_MIN then return false end
  if not day.entries[visitor] then
    local entries, place = 0, 1
    while place do
      entries = entries + 1
      place = journal:find('\n', place + 1, true)
    end
    day.entries[visitor] = entries
  end
  return day.entries[visitor] >= ENTRIES_MAX
end

-- Writes an entry into a journal before the character at a place, or at its end. Lua's price of a text grows with its
-- length, so the usual case, the newest step, makes one text only.
local function insert(day, visitor, entry, at)
  local journal = day.journals[visitor]
  if at == 1 then day.journals[visitor] = entry .. journal
  elseif at then day.journals[visitor] = journal:sub(1, at - 1) .. entry .. journal:sub(at)
  else day.journals[visitor] = journal .. entry end
  day.changed[visitor] = true
  if day.entries[visitor] then day.entries[visitor] = day.entries[visitor] + 1 end
end

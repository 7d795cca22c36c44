-- Names profiles: texts of what many visits of a day have in common, which journals name by a number each. There are three kinds: what the
-- visitor's agent tells, where the visit came from, and properties. A step has behind its label a tab and its profile of each kind, with
-- tabs between, and a purchase then "c" and its revenue; what is empty at the end is left out. Once a day has as many profiles as it
-- may, others stand in the journals as they are: they begin with a capital letter.
-- @include base/surely
-- @include metric/bucket
-- @include metric/budget
-- @include metric/limits
-- @include metric/time
-- @include metric/write

local function profilesOf(shard, day) return shard.base .. 'v:' .. text(day.number) end

-- Reads the names of the profiles that a shard's events have.
local function readProfiles(shard, list)
  local profiles, index = list[1], 2
  while index <= #list do
    local day, last = dayOf(shard, floor(list[index] / DAY)), index + 7 + list[index + 4]
    for place = last - 2, last do
      local profile = profiles[list[place]]
      if profile and not day.profiles[profile] then
        day.profiles[profile] = ''
        day.profilesRead[#day.profilesRead + 1] = profile
      end
    end
    index = last + 1
  end
  for _, day in pairs(shard.days) do
    if #day.profilesRead > 0 then
      for place, name in ipairs(readFields(profilesOf(shard, day), day.profilesRead)) do
        local profile = day.profilesRead[place]
        -- What is no number was written by nobody of ours, and names nothing.
        if name then day.profiles[profile] = name:find('^%d+$') and name or profile end
      end
    end
  end
end

-- The name of a profile on a day, '' for none. A new one is counted on.
local function nameOf(shard, day, profile)
  if not profile then return '' end
  local name = day.profiles[profile]
  if name ~= '' then return name end
  day.profileCount = day.profileCount or surely('HLEN', profilesOf(shard, day))
  name = profile
  if day.profileCount < PROFILES_MAX then
    day.profileCount = day.profileCount + 1
    name = text(day.profileCount)
    day.profilesMade[#day.profilesMade + 1] = profile
    day.profilesMade[#day.profilesMade + 1] = name
    shard.bytes = shard.bytes + KEY_BYTES + #profile
  end
  day.profiles[profile] = name
  return name
end

-- What stands behind the label of a step.
local function knownOfVisit(shard, day, kind, list, index)
  if kind == 'r' or kind == 't' then return '' end
  local profiles, count = list[1], list[index + 4]
  local first = index + 5 + count
  local agent, origin, properties =
    nameOf(shard, day, profiles[list[first]]), nameOf(shard, day, profiles[list[first + 1]]), nameOf(shard, day, profiles[list[first + 2]])
  if kind == 'c' then
    return '\t' .. agent .. '\t' .. origin .. '\t' .. properties .. '\tc' .. (count > 0 and list[index + 5] or '')
  end
  if properties ~= '' then return '\t' .. agent .. '\t' .. origin .. '\t' .. properties end
  if origin ~= '' then return '\t' .. agent .. '\t' .. origin end
  return '\t' .. agent
end

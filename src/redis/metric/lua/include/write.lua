-- Writes what has changed in the buckets of metrics: each command for all of a bucket's fields, and lifetimes on what is new.
-- @include base/in-chunks
-- @include base/surely
-- @include metric/limits

-- Redis keeps a hash of up to 512 short values as a list, and searches it from its beginning for each field: beyond a few
-- dozen values, one that is long enough turns it into a table.
local SEARCHED_MAX, LONG = 32, ('-'):rep(65)

-- Lua would write a large number as 1.7e+12.
local function text(number) return string.format('%d', number) end

local function add(deltas, field, delta) deltas[field] = (deltas[field] or 0) + delta end

-- The present values of a hash's fields, in their order; false where there is none.
local function readFields(key, fields)
  local values = {}
  for first = 1, #fields, 1000 do
    local found = surely('HMGET', key, unpack(fields, first, math.min(first + 999, #fields)))
    for index, value in ipairs(found) do values[first + index - 1] = value end
  end
  return values
end

local function changedFields(deltas)
  local fields = {}
  for field, delta in pairs(deltas) do if delta ~= 0 then fields[#fields + 1] = field end end
  return fields
end

-- How many keys this call has made.
local made = 0

-- A bucket's lifetime counts from its first event. Returns whether this was the first.
local function expire(key, seconds)
  local new = redis.call('EXPIRE', key, seconds, 'NX')
  made = made + new
  return new == 1
end

-- Returns whether the bucket is a new one.
local function writeCounts(key, deltas, ttl)
  local fresh = false
  for field, delta in pairs(deltas) do
    if delta ~= 0 and surely('HINCRBY', key, field, text(delta)) == delta then fresh = true end
  end
  return fresh and expire(key, ttl)
end

-- A list of values counts each exactly from when it has it. When there are twice as many of a dimension as it keeps, those with the fewest
-- go, and "(other)" has what they had. From then on a new value may have had as many before as the most frequent of those that went, which
-- is the list's floor: its error stands behind the point, as in 12.000003. The floor is never more than the list's sum divided by how many
-- it keeps, in whatever order they came (Metwally et al., "Efficient computation of frequent and top-k elements in data streams").
local ERROR_MAX = 999999

-- The count and the error of a stored value; nothing where there is none.
local function countOf(value)
  local number = value and tonumber(value)
  -- Most have no error.
  if not number or number % 1 == 0 then return number or nil, 0 end
  local count, beyond = (value or ''):match('^(-?%d+)%.(%d*)$')
  return count and tonumber(count), tonumber(beyond or nil) or 0
end

-- A dimension's letter, after the quarter where there is one.
local function groupIn(field) return field:match('^%d?.') or '' end

local function withError(count, beyond)
  if beyond == 0 then return text(count) end
  return string.format('%d.%06d', count, math.min(beyond, ERROR_MAX))
end

-- Cuts a dimension, which `group` stands for, to the values that it keeps.
local function cutValues(key, group, floorBefore)
  local all, values = surely('HGETALL', key), {}
  for at = 1, #all, 2 do
    local count, beyond = countOf(all[at + 1])
    if count and all[at]:sub(1, #group) == group and all[at] ~= group .. '(other)' then
      values[#values + 1] = { field = all[at], count = count, most = count + beyond }
    end
  end
  table.sort(values, function(a, b) return a.most > b.most or a.most == b.most and a.field < b.field end)
  local gone, sum, bound = {}, 0, floorBefore
  for place = VALUES_KEPT + 1, #values do
    gone[#gone + 1] = values[place].field
    sum = sum + values[place].count
    bound = math.max(bound, values[place].most)
  end
  in_chunks('HDEL', key, gone)
  if sum ~= 0 then surely('HINCRBY', key, group .. '(other)', text(sum)) end
  surely('HSET', key, '#' .. group, text(math.min(#values, VALUES_KEPT)), '~' .. group, text(bound))
end

-- How many values a dimension has, and its floor, read when a value first comes or goes. Lists of the release before count the values
-- of an hour's quarters together.
local function groupOf(groups, key, group)
  if not groups[group] then
    local found = surely('HMGET', key, '#' .. group, '~' .. group, '#' .. group:sub(-1))
    groups[group] = { size = tonumber(found[1] or found[3] or nil) or 0, bound = tonumber(found[2] or nil) or 0 }
  end
  return groups[group]
end

local function writeTop(key, deltas, ttl)
  local fields = changedFields(deltas)
  if #fields == 0 then return end
  local values = readFields(key, fields)
  local writes, gone, others = {}, {}, {}
  local groups = {}
  for index, field in ipairs(fields) do
    local delta = deltas[field]
    local count, beyond = countOf(values[index])
    if not count and delta > 0 then
      local state = groupOf(groups, key, groupIn(field))
      state.size = state.size + 1
      count, beyond = 0, state.bound
    end
    local sum = (count or 0) + delta
    if count and sum > 0 then
      writes[#writes + 1] = field
      writes[#writes + 1] = withError(sum, beyond)
    else
      local group = groupIn(field)
      if count then
        gone[#gone + 1] = field
        local state = groupOf(groups, key, group)
        state.size = state.size - 1
      end
      if sum ~= 0 then add(others, group .. '(other)', sum) end
    end
  end
  for group, state in pairs(groups) do
    writes[#writes + 1] = '#' .. group
    writes[#writes + 1] = text(state.size)
    if state.size > SEARCHED_MAX then
      writes[#writes + 1] = '#'
      writes[#writes + 1] = LONG
    end
  end
  local new = in_chunks('HSET', key, writes)
  in_chunks('HDEL', key, gone)
  for other, delta in pairs(others) do surely('HINCRBY', key, other, text(delta)) end
  for group, state in pairs(groups) do
    if state.size > 2 * VALUES_KEPT then cutValues(key, group, state.bound) end
  end
  if new > 0 then expire(key, ttl) end
end

local function writeMembers(command, key, members, ttl)
  if #members > 0 and in_chunks(command, key, members) > 0 then expire(key, ttl) end
end

-- Scores are milliseconds; those older than the key's lifetime go.
local function writeScores(key, scores, ttl, now)
  local list = {}
  for visitor, at in pairs(scores) do
    list[#list + 1] = text(at)
    list[#list + 1] = visitor
  end
  if #list == 0 then return end
  for first = 1, #list, 1000 do surely('ZADD', key, 'GT', unpack(list, first, math.min(first + 999, #list))) end
  surely('ZREMRANGEBYSCORE', key, '-inf', text(now - ttl * 1000))
  redis.call('EXPIRE', key, ttl)
end

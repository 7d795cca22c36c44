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

-- A value that would make a dimension too long is counted as "(other)".
local function writeTop(key, deltas, ttl)
  local fields = changedFields(deltas)
  if #fields == 0 then return end
  local values = readFields(key, fields)
  local writes, gone, sizes, others = {}, {}, {}, {}
  local function grow(dimension, by)
    local size = (sizes[dimension] or tonumber(surely('HGET', key, '#' .. dimension) or nil) or 0) + by
    sizes[dimension] = size
    return size
  end
  for index, field in ipairs(fields) do
    local value, delta = values[index] and tonumber(values[index]), deltas[field]
    if value and value + delta > 0 then
      writes[#writes + 1] = field
      writes[#writes + 1] = text(value + delta)
    else
      local slot, dimension = field:match('^(%d?)(.)')
      if value then
        gone[#gone + 1] = field
        grow(dimension, -1)
      elseif delta > 0 and grow(dimension, 1) <= VALUES_MAX then
        writes[#writes + 1] = field
        writes[#writes + 1] = text(delta)
      else
        if delta > 0 then grow(dimension, -1) end
        add(others, slot .. dimension .. '(other)', delta)
      end
    end
  end
  for dimension, size in pairs(sizes) do
    writes[#writes + 1] = '#' .. dimension
    writes[#writes + 1] = text(size)
    if size > SEARCHED_MAX then
      writes[#writes + 1] = '#'
      writes[#writes + 1] = LONG
    end
  end
  local new = in_chunks('HSET', key, writes)
  in_chunks('HDEL', key, gone)
  for other, delta in pairs(others) do surely('HINCRBY', key, other, text(delta)) end
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

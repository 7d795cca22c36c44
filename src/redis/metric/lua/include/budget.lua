-- Holds a shard of a site to what it may grow by on a day, in keys and in bytes, so that a stranger who makes up visitors and
-- times cannot fill Redis. The day is that of arrival, whatever the times of the events. Imports are not held.
-- @include base/surely
-- @include metric/arrival
-- @include metric/limits
-- @include metric/write

-- What an event takes beside its own texts, and what a key takes beside its values, measured roughly.
local EVENT_BYTES, KEY_BYTES = 150, 150

local function budgetOf(shard) return shard.base .. 'grown:' .. text(today) end

-- Notes whether the shard has grown as much as it may. What is under way is finished, so a call more may be taken.
local function readBudget(shard)
  if imported then return end
  local grown = redis.call('HMGET', budgetOf(shard), 'k', 'b')
  shard.full = (tonumber(grown[1]) or 0) >= SITE_KEYS_MAX or (tonumber(grown[2]) or 0) >= SITE_BYTES_MAX
end

-- Counts what an event adds: its entry, and each detail in two lists.
local function spend(shard, entry, list, index)
  local bytes = EVENT_BYTES + #entry
  for detail = index + 5, index + 4 + list[index + 4] do bytes = bytes + 2 * #list[detail] end
  shard.bytes = shard.bytes + bytes
end

-- Writes what the shard has grown by, once its events are written.
local function writeBudget(shard, keys)
  if imported or shard.counted == 0 then return end
  local key = budgetOf(shard)
  surely('HINCRBY', key, 'k', text(keys))
  surely('HINCRBY', key, 'b', text(shard.bytes + keys * KEY_BYTES))
  redis.call('EXPIRE', key, MINUTE_TTL)
end

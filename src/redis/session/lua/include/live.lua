-- How many sessions of a shard are live, by when they end unless they are used again:
--   <shard>live: hash of counts, by kind (g of a guest, u of an account) and the stretch of ten minutes in which they end
-- session/count.ts reads it. A session that ran out is still counted until its stretch is over.
-- @include base/surely
local stretch_ms = 600000

local function live_stretch(ends)
  return math.floor(ends / stretch_ms)
end

-- The kind of an owner and the key that counts. `start` is that of the owner's keys.
local function live_place(start)
  local shard, kind = string.match(start, '^(.*:)(%a)[^:]*:$')
  return kind, (shard or start) .. 'live'
end

-- A session ends at `ends` now. Costs O(stretches of the shard) where it is the first in its stretch, and else O(1).
local function count_live(start, ends, now)
  local kind, key = live_place(start)
  if not kind then return end
  if surely('HINCRBY', key, kind .. live_stretch(ends), 1) == 1 then
    for _, field in ipairs(surely('HKEYS', key)) do
      if (tonumber(string.sub(field, 2)) or 0) < live_stretch(now) then surely('HDEL', key, field) end
    end
  end
  if redis.call('PTTL', key) < ends - now then redis.call('PEXPIREAT', key, ends) end
end

-- A session no longer ends at the time at which its index had it; false where the index had it no more.
local function uncount_live(start, ends)
  local kind, key = live_place(start)
  if not kind or not ends then return end
  local field = kind .. live_stretch(tonumber(ends) or 0)
  if surely('HINCRBY', key, field, -1) <= 0 then surely('HDEL', key, field) end
end

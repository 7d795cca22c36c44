-- One page of a queue's jobs in one state.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep (both unused), set (delayed, lease, done, dead, cancelled, or p for the ready lists), direction (f from the start, b from the end),
--   position to go on from (score or level, or ''), id at that position, how many
-- Returns { position, id, ... } in the direction asked for
-- Costs O(log n + page); in the ready lists it looks for the id among the first 10,000 of its level.
-- @include base/now
-- @include job/queue
-- @include job/record
local set, forward, position, id, size = ARGV[3], ARGV[4] == 'f', ARGV[5], ARGV[6], tonumber(ARGV[7])
local answer = {}

local function add(score, each)
  answer[#answer + 1] = score
  answer[#answer + 1] = each
end

if set ~= 'p' then
  -- The last of the leases is no job (job/lua/include/claim.lua).
  local start = set == 'lease' and not forward and 1 or 0
  if position ~= '' then
    -- Where it has left the set since, go on from where it stood.
    local rank = redis.call('ZRANK', base .. set, id)
    local before = rank or redis.call('ZCOUNT', base .. set, '-inf', '(' .. position)
    if forward then
      start = rank and rank + 1 or before
    else
      start = redis.call('ZCARD', base .. set) - before
    end
  end
  local entries = redis.call(forward and 'ZRANGE' or 'ZREVRANGE', base .. set, start, start + size - 1, 'WITHSCORES')
  for at = 1, #entries, 2 do
    if entries[at + 1] ~= 'inf' then add(entries[at + 1], entries[at]) end
  end
  return answer
end

-- Ready lists, the highest level first; in each the next to run is at the end.
local first, last, step = 9, 0, -1
if not forward then first, last, step = 0, 9, 1 end
if position ~= '' then first = tonumber(position) end
for level = first, last, step do
  local list = base .. 'p:' .. level
  local passed = 0
  if position ~= '' and level == first then
    local at = redis.call('LPOS', list, id, 'RANK', forward and -1 or 1, 'MAXLEN', 10000)
    if at then passed = forward and redis.call('LLEN', list) - at or at + 1 end
  end
  while size > 0 do
    local ids
    if forward then
      ids = redis.call('LRANGE', list, -(passed + size), -(passed + 1))
    else
      ids = redis.call('LRANGE', list, passed, passed + size - 1)
    end
    if #ids == 0 then break end
    passed = passed + #ids
    local records = redis.call('HMGET', states, unpack(ids))
    for at = 1, #ids do
      local place = forward and #ids - at + 1 or at
      -- What was cancelled while it waited still has its place.
      if letter_of(ids[place], records[place]) == 'w' then
        add(tostring(level), ids[place])
        size = size - 1
      end
    end
  end
  if size <= 0 then break end
end
return answer

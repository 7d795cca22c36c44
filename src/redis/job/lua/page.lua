-- Reads one page of a queue's jobs in one state, and all that is stored of them.
-- KEYS[1] the queue's base
-- ARGV[1] set: delayed, lease, done, dead, cancelled, or p for the ready lists
-- ARGV[2] direction: f from the start, b from the end
-- ARGV[3] position after which the page begins: score or level, or ''
-- ARGV[4] id at that position, or ''
-- ARGV[5] how many
-- ARGV[6] the highest level
-- ARGV[7] among how many jobs of its level it looks for the id
-- ARGV[8] after how many bytes no more jobs are read
-- Returns { position, id, ... } in the direction of the page, then { records, states, results, errors, progress } of these jobs, each
-- with one value per id, or nil (job/record.ts), then how many parts the queue has; the last jobs were not read where there are fewer
-- values
-- Costs O(log n + page); in the ready lists also the search for the id.
-- @include base/whole
-- @include job/parts
-- @include job/queue
-- @include job/record
local set, forward, position, id, size = ARGV[1], ARGV[2] == 'f', ARGV[3], ARGV[4], tonumber(ARGV[5])
local answer, found = {}, {}
local part_count = tonumber(redis.call('HGET', meta, 'parts') or '') or 1

local function add(score, each)
  answer[#answer + 1] = score
  answer[#answer + 1] = each
  found[#found + 1] = each
end

if set ~= 'p' then
  -- The last of the leases is the ballast of job/lua/include/claim.lua.
  local start = set == 'lease' and not forward and 1 or 0
  if position ~= '' then
    -- If it has left the set since, the page begins where it stood.
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
  return { answer, parts_of(base, found, 1, whole(ARGV[8])), part_count }
end

-- Ready lists, the highest level first.
local first, last, step = tonumber(ARGV[6]), 0, -1
if not forward then first, last, step = 0, first, 1 end
if position ~= '' then first = tonumber(position) end
for level = first, last, step do
  local list = ready .. level
  local passed = 0
  if position ~= '' and level == first then
    local at = redis.call('LPOS', list, id, 'RANK', forward and -1 or 1, 'MAXLEN', ARGV[7])
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
      -- A job that was cancelled while it waited still has its place. One whose state cannot be read waits until a worker meets it.
      local letter = letter_of(ids[place], records[place])
      if letter and not string.find(letter, '^[yaqcxkb]$') then
        add(tostring(level), ids[place])
        size = size - 1
      end
    end
  end
  if size <= 0 then break end
end
return { answer, parts_of(base, found, 1, whole(ARGV[8])), part_count }

#!lua flags=allow-oom
-- Moves domain events on, in one slot: hands in what handlers have done, deals what is new out to the readers that want it, and gives
-- out what is due. Of each reader and subject the events form a lane, of which only the first is given out: so they come in their order,
-- and one that fails holds up no other lane.
-- It also runs while Redis is out of memory: what is delivered leaves Redis.
-- KEYS[1] the outbox (stream); the following keys begin with it:
--   :lane:<reader>:<subject>   a lane (list: milliseconds, a line break, the event)
--   :due:<reader>              the subjects of its lanes by when the first event is due (sorted set)
--   :held:<reader>             by subject, who has the first event and how often it was given out (hash)
--   :counts                    by reader, how many events wait, and behind `!` how many it has missed (hash)
-- ARGV[1] what those who take something now hold it by
-- ARGV[2] for how many milliseconds
-- ARGV[3] how many events leave the outbox at most
-- ARGV[4] how many are given out at most
-- ARGV[5] how many may wait for a reader
-- ARGV[6] for how many milliseconds they wait
-- ARGV[7] how many readers there are
-- ARGV[8] how many of these, the first ones, take events now
-- ARGV[9] how many events were handled
-- ARGV[10..] for each reader: its name, its types as `,order.paid,order.placed,`; then for each event that was handled: reader, subject, what it
--   is held by, and `done`, `back` to give it back as if it had not been taken, or the milliseconds until it is tried again
-- Returns how many left the outbox, how many of them a reader has missed since too many wait, and for each event that is given out
--   reader, subject, which attempt it is, and the event as in its lane.
-- Costs O(log n) of a reader's lanes for each event and reader.
-- @include base/in-chunks
-- @include base/now
-- @include base/surely
-- @include base/whole
local base, token = KEYS[1], ARGV[1]
local lease_ms, most_moved, most_taken, most_waiting = whole(ARGV[2]), whole(ARGV[3]), whole(ARGV[4]), whole(ARGV[5])
local kept_ms, readers_count, takers, ended_count = whole(ARGV[6]), whole(ARGV[7]), whole(ARGV[8]), whole(ARGV[9])
assert(#ARGV == 9 + 2 * readers_count + 4 * ended_count and takers <= readers_count, 'an argument is missing')
local now = now_ms()
local readers, ended = {}, {}
for at = 10, 8 + 2 * readers_count, 2 do readers[#readers + 1] = { name = ARGV[at], types = ARGV[at + 1] } end
for at = 10 + 2 * readers_count, #ARGV, 4 do
  local outcome = ARGV[at + 3]
  local delay = outcome ~= 'done' and outcome ~= 'back' and whole(outcome) or 0
  ended[#ended + 1] = { reader = ARGV[at], subject = ARGV[at + 1], token = ARGV[at + 2], outcome = outcome, delay = delay }
end
local counts = base .. ':counts'
local gone, told = {}, {}
for place, entry in ipairs(redis.call('XRANGE', base, '-', '+', 'COUNT', most_moved)) do
  gone[place] = entry[1]
  local text, ms = entry[2][2] or '', string.match(entry[1], '^%d+')
  local kind, subject = string.match(text, '^([%w._]+)\n([^\n]+)\n')
  -- What is no event leaves the outbox, so that it is not met again.
  if ms and kind then told[#told + 1] = { kind = ',' .. kind .. ',', subject = subject, item = ms .. '\n' .. text } end
end

local function due_of(reader) return base .. ':due:' .. reader end
local function held_of(reader) return base .. ':held:' .. reader end
local function lane_of(reader, subject) return base .. ':lane:' .. reader .. ':' .. subject end
local function at_score(ms) return string.format('%.0f', ms) end
local function keep(key) redis.call('PEXPIRE', key, kept_ms) end
local function count(field, by)
  surely('HINCRBY', counts, field, by)
  keep(counts)
end

-- What a lane's first event is held by, and how often it was given out.
local function holding(reader, subject)
  local by, times = string.match(surely('HGET', held_of(reader), subject) or '', '^(%S*) (%d+)$')
  return by, tonumber(times or nil) or 0
end

local function leave(reader, subject)
  surely('ZREM', due_of(reader), subject)
  surely('HDEL', held_of(reader), subject)
end

for _, each in ipairs(ended) do
  local by, times = holding(each.reader, each.subject)
  if by == each.token then
    local lane = lane_of(each.reader, each.subject)
    if each.outcome == 'done' then
      if surely('LPOP', lane) then count(each.reader, -1) end
      surely('HDEL', held_of(each.reader), each.subject)
    else
      local used = each.outcome == 'back' and math.max(0, times - 1) or times
      surely('HSET', held_of(each.reader), each.subject, '- ' .. at_score(used))
    end
    if surely('LLEN', lane) == 0 then
      leave(each.reader, each.subject)
    else
      surely('ZADD', due_of(each.reader), at_score(now + each.delay), each.subject)
    end
  end
end

local missed = 0
for _, each in ipairs(told) do
  for _, reader in ipairs(readers) do
    if string.find(reader.types, each.kind, 1, true) then
      local waiting = tonumber(surely('HGET', counts, reader.name) or nil) or 0
      if waiting >= most_waiting then
        missed = missed + 1
        count('!' .. reader.name, 1)
      else
        local lane = lane_of(reader.name, each.subject)
        surely('RPUSH', lane, each.item)
        keep(lane)
        surely('ZADD', due_of(reader.name), 'NX', at_score(now), each.subject)
        keep(due_of(reader.name))
        count(reader.name, 1)
      end
    end
  end
end
in_chunks('XDEL', base, gone)

local reply = { #gone, missed }
for place = 1, takers do
  local reader = readers[place].name
  local subjects = {}
  if most_taken > 0 then
    subjects = surely('ZRANGEBYSCORE', due_of(reader), '-inf', at_score(now), 'LIMIT', 0, most_taken)
  end
  for _, subject in ipairs(subjects) do
    local item = surely('LINDEX', lane_of(reader, subject), 0)
    if item then
      local _, times = holding(reader, subject)
      surely('HSET', held_of(reader), subject, token .. ' ' .. at_score(times + 1))
      surely('ZADD', due_of(reader), at_score(now + lease_ms), subject)
      keep(held_of(reader))
      keep(due_of(reader))
      keep(lane_of(reader, subject))
      for _, value in ipairs({ reader, subject, times + 1, item }) do reply[#reply + 1] = value end
      most_taken = most_taken - 1
    else
      -- It has run out, and what is counted of it with it.
      leave(reader, subject)
    end
  end
  if surely('ZCARD', due_of(reader)) == 0 then surely('HDEL', counts, reader) end
end
return reply

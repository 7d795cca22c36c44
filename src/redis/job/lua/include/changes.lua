-- Collects what a call changes in a queue. `flush` writes it out at the end of the call.
-- Takes ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them, ARGV[2] the number of events to keep, and where
-- somebody wants domain events of jobs, a blank and what domain-event/tell-drawn takes, ARGV[3] how long counts of a minute are
-- kept, in s
-- @include base/publish
-- @include base/surely
-- @include base/whole
-- @include job/queue
local kept_text, domain_events = string.match(ARGV[2], '^(%d+) ?(.*)$')
local events_kept, minute_ttl = whole(kept_text), whole(ARGV[3])
local changes_channel, wake_channel = string.match(ARGV[1], '^([^\n]+)\n([^\n]+)$')
assert(wake_channel, 'a channel is missing')
local changed, noted = {}, 0
local tally = {}
local wake = nil

-- Notes that jobs entered the state of a letter (job/record.ts). `a` with a number from 0 to 1 behind it is their progress.
local function note(letter, ids)
  changed[#changed + 1] = letter .. ' ' .. table.concat(ids, ' ')
  noted = noted + #ids
end

-- Adds to a counter of the current minute: c completed jobs, f failed attempts.
local function count(field, number) tally[field] = (tally[field] or 0) + number end

-- Wakes the workers: to look for jobs, or to cancel jobs of theirs ("q" and their ids).
local function rouse(text) wake = text or wake or 'w' end

-- Writes all changes of the call as one entry of the stream and one message.
local function flush()
  for field, number in pairs(tally) do
    local key = base .. 'rate:' .. string.format('%d', math.floor(now / 60000))
    if surely('HINCRBY', key, field, number) == number then surely('EXPIRE', key, minute_ttl) end
  end
  if wake then publish(wake_channel, wake) end
  if noted == 0 then return end
  local text = table.concat(changed, '\n')
  local last = add_to('events', noted)
  surely('XADD', base .. 'events', 'MAXLEN', '~', events_kept, '*', 'k', last - noted + 1, 'e', text)
  publish(changes_channel, text)
end

-- What the scripts of a queue share. KEYS[1] of each is the queue's base, whose hash tag every key of the queue carries.
-- The jobs of a queue lie together in a few hashes, by id, so that a batch of jobs is one command:
-- <base>jobs, <base>state (job/lua/include/record.lua), <base>results, <base>errors (JSON), <base>progress "0.5 message".
-- <base>p:<0..9> ready LISTs, <base>delayed, <base>lease, <base>done, <base>dead, <base>cancelled ZSETs, <base>meta HASH,
-- <base>events STREAM, <base>rate:<minute> HASH, <base>log:<id> LIST, <base>logged SET of the ids that have one,
-- <base>idem:<key>, <base>wake CHANNEL.
-- ARGV[1] of each is the channel that tells what changed, ARGV[2] the number of events to keep.
local base = KEYS[1]
local meta, jobs, states = base .. 'meta', base .. 'jobs', base .. 'state'
local now = now_ms()
local now_text = string.format('%d', now)
local changed, noted = {}, 0
local tally = {}
local wake = nil

-- Remembers that jobs came into a state (w waiting, y delayed, a active, c completed, x dead, k cancelled), or that one is
-- to be cancelled (q), or how far it is (a<0..1>). `flush` writes all of a call as one stream entry and one message.
local function note(letter, ids)
  changed[#changed + 1] = letter .. ' ' .. table.concat(ids, ' ')
  noted = noted + #ids
end

-- Adds to a counter of the present minute: c completed, f failed attempts.
local function count(field, number) tally[field] = (tally[field] or 0) + number end

-- Tells workers to look for jobs, or which of theirs are to be cancelled ("q" and their ids).
local function rouse(text) wake = text or wake or 'w' end

local function flush()
  for field, number in pairs(tally) do
    local key = base .. 'rate:' .. string.format('%d', math.floor(now / 60000))
    if redis.call('HINCRBY', key, field, number) == number then redis.call('EXPIRE', key, 7200) end
  end
  if wake then redis.call('PUBLISH', base .. 'wake', wake) end
  if noted == 0 then return end
  local text = table.concat(changed, '\n')
  local last = redis.call('HINCRBY', meta, 'events', noted)
  redis.call('XADD', base .. 'events', 'MAXLEN', '~', ARGV[2], '*', 'k', last - noted + 1, 'e', text)
  redis.call('PUBLISH', ARGV[1], text)
end

-- Puts jobs behind those of their level.
local function make_ready(level, ids)
  redis.call('LPUSH', base .. 'p:' .. level, unpack(ids))
  rouse()
end

-- Delays jobs: `places` is { ms, id, ... }. A worker that sleeps for longer than until then has to know.
local function delay(places)
  redis.call('ZADD', base .. 'delayed', unpack(places))
  for at = 1, #places, 2 do
    if places[at] < now + 1000 then rouse() end
  end
end

-- The keys of a queue and Redis' clock. KEYS[1] is the queue's base, whose hash tag every key of the queue carries.
-- The jobs of a queue lie together in a few hashes, by id, so that a batch of jobs is one command:
-- <base>jobs, <base>state (job/record.ts), <base>results, <base>errors (JSON), <base>progress "0.5 message".
-- <base>p:<priority> ready LISTs, <base>delayed, <base>lease, <base>done, <base>dead, <base>cancelled ZSETs, <base>meta HASH,
-- <base>aside ZSET of the names of jobs that no worker which met them knew, by how many there are, and <base>aside:<priority>:<name>
-- LISTs of these, <base>bad ZSET and <base>bad:why HASH of jobs that cannot be read,
-- <base>events STREAM, <base>rate:<minute> HASH, <base>log:<id> LIST, <base>logged SET of the ids that have one,
-- <base>idem:<key>, <base>digest:<key>, <base>last, and of the schedules <base>schedules, <base>schedules:last,
-- <base>schedules:job HASHes, <base>schedules:due ZSET.
-- A ready list is named by `ready .. level`. Jobs join it on the left; the job at its right end runs next.
-- Takes KEYS[1]
-- @include base/now
-- @include base/surely
local base = KEYS[1]
local meta, jobs, states, ready = base .. 'meta', base .. 'jobs', base .. 'state', base .. 'p:'
local now = now_ms()
local now_text = string.format('%d', now)

-- Adds to a number in `meta` and returns it. What is no number there counts as 0.
local function add_to(field, change)
  local sum = redis.pcall('HINCRBY', meta, field, change)
  if type(sum) == 'number' then return sum end
  surely('HSET', meta, field, change)
  return change
end

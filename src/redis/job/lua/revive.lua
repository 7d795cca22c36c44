-- Runs finished jobs again with all their attempts, or deletes them: one by its id, or dead ones in a bounded chunk.
-- KEYS[1] the queue's base
-- ARGV[1] the channel of the queue's changes
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] r to run them again, d to delete them
-- ARGV[5] id, or '' for dead jobs
-- ARGV[6] name that dead jobs must have, or ''
-- ARGV[7] at most how many dead jobs
-- ARGV[8] how many of the oldest dead jobs to pass over
-- Returns { 'OK', how many, how many dead jobs have another name }; for an id also { 'NOT_FOUND' }, or { 'ILLEGAL_STATE' } if the
-- job is neither dead nor cancelled.
-- Costs O(log n) per job.
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
-- @include job/finish
local action, one, name, most, skip = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])

local function act(set, ids)
  if #ids == 0 then return end
  unfinish(set, ids)
  if action == 'd' then return forget(ids) end
  redis.call('HDEL', states, unpack(ids))
  for _, id in ipairs(ids) do make_ready(options_of(id)[2], { id }) end
  note('w', ids)
end

local answer
if one ~= '' then
  local letter = letter_of(one, redis.call('HGET', states, one))
  if not letter then return { 'NOT_FOUND' } end
  local set = letter == 'x' and 'dead' or letter == 'k' and 'cancelled'
  if not set then return { 'ILLEGAL_STATE' } end
  act(set, { one })
  answer = { 'OK', 1, 0 }
else
  local ids = {}
  local entries = redis.call('ZRANGE', base .. 'dead', skip, skip + most - 1)
  for _, id in ipairs(entries) do
    if name == '' or options_of(id)[1] == name then ids[#ids + 1] = id end
  end
  act('dead', ids)
  answer = { 'OK', #ids, #entries - #ids }
end
flush()
return answer

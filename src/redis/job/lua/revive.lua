-- Makes finished jobs run again with all their attempts, or deletes them: one by its id, or dead ones in a bounded chunk.
-- KEYS[1] the queue's base
-- ARGV channel, events to keep, r run again or d delete, id (or '' for dead jobs), name they must have (or ''), at most so many,
--   how many of the oldest dead jobs to pass over
-- Returns { how many, how many looked at and left }, or for an id { 1 } done, { 0 } no such job, { -1 } not dead or cancelled
-- Costs O(log n) a job.
-- @include base/now
-- @include job/queue
-- @include job/record
-- @include job/finish
local action, one, name, most, skip = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])

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
  local set = letter == 'x' and 'dead' or letter == 'k' and 'cancelled'
  if set then act(set, { one }) end
  answer = { set and 1 or letter and -1 or 0 }
else
  local ids = {}
  local looked_at = redis.call('ZRANGE', base .. 'dead', skip, skip + most - 1)
  for _, id in ipairs(looked_at) do
    if name == '' or options_of(id)[1] == name then ids[#ids + 1] = id end
  end
  act('dead', ids)
  answer = { #ids, #looked_at - #ids }
end
flush()
return answer

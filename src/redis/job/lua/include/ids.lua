-- Ids of jobs go with the clock, 500 to the ms and never ahead of it, so that none comes again after Redis has lost some. More to the ms
-- would make ids of 16 digits, which workers of the release before do not take for ids.
-- @include base/surely
-- @include job/queue
local ids_per_ms, last_of_deleted = 500, base .. 'last'

-- The id that the ids of new jobs follow. `seq` is the last id of the queue, or nil if it is new: it begins with the next ms, since it
-- may have been lost in this one.
local function last_id(seq)
  local last = tonumber(seq or surely('GET', last_of_deleted) or '') or 0
  return math.max(last < 2 ^ 53 and last or 0, (seq and now or now + 1) * ids_per_ms)
end

-- The id that so many new ids follow, that from which on ids are of this queue and none before it, 1 if it is new or else 0, and how many
-- parts the queue has. Nil in the place of the first if the ids of this ms are used up, unless `ahead` says to be ahead of the clock.
local function next_ids(total, ahead)
  local seq, born, parts = unpack(surely('HMGET', meta, 'seq', 'born', 'parts'))
  local last = last_id(seq)
  local used_up = seq and not ahead and last + total > (now + 1) * ids_per_ms
  return not used_up and last or nil, seq and tonumber(born) or seq and 0 or last, seq and 0 or 1, tonumber(parts) or 1
end

-- The last id of a queue that is deleted stays until the clock has passed it.
local function keep_last_id()
  local last = last_id(surely('HGET', meta, 'seq'))
  local ahead = math.ceil(last / ids_per_ms) - now
  if ahead > 0 then surely('SET', last_of_deleted, string.format('%d', last), 'PX', ahead + 1) end
end

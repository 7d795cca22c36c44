-- Ids of jobs go with the clock, 500 to the ms, so that none comes again after Redis has lost some. Redis was measured to add some 440
-- of the smallest jobs per ms. One that adds more for long, and loses its data meanwhile, could give an id a second time.
-- @include base/surely
-- @include job/queue
local ids_per_ms, last_of_deleted = 500, base .. 'last'

-- The id that the ids of new jobs follow. `seq` is the last id of the queue, or nil if it is new.
local function last_id(seq)
  local last = tonumber(seq or surely('GET', last_of_deleted) or '') or 0
  return math.max(last < 2 ^ 53 and last or 0, now * ids_per_ms)
end

-- The last id of a queue that is deleted stays until the clock has passed it.
local function keep_last_id()
  local last = last_id(surely('HGET', meta, 'seq'))
  local ahead = math.ceil(last / ids_per_ms) - now
  if ahead > 0 then surely('SET', last_of_deleted, string.format('%d', last), 'PX', ahead + 1) end
end

-- Reads all that is stored of some jobs.
-- KEYS[1] the queue's base
-- ARGV[1] after how many bytes no more jobs are read
-- ARGV[2..] ids
-- Returns { records, states, results, errors, progress }, each with one value per id, or nil (job/record.ts). The last ids were not read
-- where there are fewer values.
-- Costs O(1) per job.
-- @include base/whole
local parts, most_bytes = { 'jobs', 'state', 'results', 'errors', 'progress' }, whole(ARGV[1])
local answer = { {}, {}, {}, {}, {} }
-- How many are read at a time: a few at first, since they may all be long.
local from, count, bytes = 2, 4, 0
while from <= #ARGV and bytes < most_bytes do
  local to = math.min(from + count - 1, #ARGV)
  for place, part in ipairs(parts) do
    for _, text in ipairs(redis.call('HMGET', KEYS[1] .. part, unpack(ARGV, from, to))) do
      table.insert(answer[place], text)
      bytes = bytes + (text and #text or 0)
    end
  end
  from, count = to + 1, math.min(2 * count, 32)
end
return answer

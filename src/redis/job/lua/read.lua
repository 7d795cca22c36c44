-- Reads all that is stored of some jobs.
-- KEYS[1] the queue's base
-- ARGV[1..] ids
-- Returns { records, states, results, errors, progress }, each with one value per id, or nil (job/record.ts)
-- Costs O(1) per job.
local answer = {}
for at, each in ipairs({ 'jobs', 'state', 'results', 'errors', 'progress' }) do
  answer[at] = redis.call('HMGET', KEYS[1] .. each, unpack(ARGV))
end
return answer

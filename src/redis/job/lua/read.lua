-- All that is known of some jobs.
-- KEYS[1] the queue's base
-- ARGV ids
-- Returns { records, states, results, errors, progress }, each with one value for each id, or nil (job/lua/include/record.lua)
-- Costs O(1) a job.
local answer = {}
for at, each in ipairs({ 'jobs', 'state', 'results', 'errors', 'progress' }) do
  answer[at] = redis.call('HMGET', KEYS[1] .. each, unpack(ARGV))
end
return answer

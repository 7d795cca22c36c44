-- Reads the names of all queues, and counts, ages and rates of the first ones.
-- KEYS[1] the names of all queues
-- ARGV[1] the highest level
-- ARGV[2] over how many minutes rates are taken, the running one included
-- ARGV[3] among how many jobs at the end of a list it looks for one that was not cancelled
-- ARGV[4] of how many names it tells how many jobs are set aside
-- ARGV[5] of how many queues: 0 on a cluster, where each is in a slot of its own
-- ARGV[6] what a queue's base is before its name
-- ARGV[7] and what after it
-- Returns { names, sorted }, then for each of the first ones what job/stats returns, or nothing for one that it could not read.
-- Costs as much as job/stats per queue.
-- @include base/whole
-- @include job/stats
local names = redis.call('SMEMBERS', KEYS[1])
table.sort(names)
local answer = { names }
for at = 1, math.min(whole(ARGV[5]), #names) do
  local is_read, stats = pcall(stats_of, ARGV[6] .. names[at] .. ARGV[7])
  answer[1 + at] = is_read and stats or {}
end
return answer

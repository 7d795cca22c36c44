-- Reads all that is stored of some jobs.
-- KEYS[1] the queue's base
-- ARGV[1] after how many bytes no more jobs are read
-- ARGV[2..] ids
-- Returns { records, states, results, errors, progress }, each with one value per id, or nil (job/record.ts). The last ids were not read
-- where there are fewer values.
-- Costs O(1) per job.
-- @include base/whole
-- @include job/parts
return parts_of(KEYS[1], ARGV, 2, whole(ARGV[1]))

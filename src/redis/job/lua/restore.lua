#!lua flags=allow-oom
-- Judges jobs that wait and were found in no list. Those that are lost indeed it puts back into the list of their level, ahead of the
-- others, if asked to. It also runs while Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] '1' to put them back, else ''
-- ARGV[5..] for each job, the youngest first: id, and its state as it was before the lists were looked through, or ''
-- Returns the ids of those that are lost. One whose state has changed since is not, one that cannot be read is quarantined.
-- Costs O(log n) per job.
-- @include base/fields-of
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
-- @include job/quarantine
assert(#ARGV % 2 == 0, 'a job is not complete')
local ids, levels, bad, back, lost = {}, {}, {}, {}, {}
for at = 5, #ARGV, 2 do ids[#ids + 1] = ARGV[at] end
local definitions, records = fields_of(jobs, ids), fields_of(states, ids)
for i, id in ipairs(ids) do
  local level = options_in(definitions[i])
  local letter = not records[i] and 'w' or state_in(records[i])
  if definitions[i] and (records[i] or '') == ARGV[2 * i + 4] then
    lost[#lost + 1] = id
    if not level or letter ~= 'w' then
      bad[#bad + 1] = id
    else
      if not levels[level] then levels[level] = {} end
      table.insert(levels[level], id)
      back[#back + 1] = id
    end
  end
end
if ARGV[4] ~= '1' then return lost end
for level, some in pairs(levels) do make_ready(level, some, true) end
if #back > 0 then note('w', back) end
quarantine(bad, 'its record or its state cannot be read')
flush()
return lost

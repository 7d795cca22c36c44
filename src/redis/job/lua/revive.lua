#!lua flags=allow-oom
-- Runs finished jobs again with all their attempts, or deletes them: one dead or cancelled job, or those of some ids that are dead. It
-- also runs while Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] r to run them again, d to delete them
-- ARGV[5] one, or dead
-- ARGV[6] name that dead jobs must have, as JSON has it without the quotes, or ''
-- ARGV[7..] ids
-- Returns { 'OK', the ids of those jobs }; for one also { 'NOT_FOUND' }, or { 'ILLEGAL_STATE' } if the job is neither dead nor cancelled.
-- Costs O(log n) per job.
-- @include base/in-chunks
-- @include base/fields-of
-- @include base/publish
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
-- @include job/finish
-- @include job/quarantine
local action, one, name, asked = ARGV[4], ARGV[5] == 'one', ARGV[6], {}
for at = 7, #ARGV do asked[#asked + 1] = ARGV[at] end
local definitions, records = fields_of(jobs, asked), fields_of(states, asked)
local set = 'dead'
if one then
  local letter = letter_of(asked[1], records[1])
  if not letter then return { 'NOT_FOUND' } end
  if letter ~= 'x' and letter ~= 'k' then return { 'ILLEGAL_STATE' } end
  if letter == 'k' then set = 'cancelled' end
end

local ids, levels, bad, seen = {}, {}, {}, {}
for i, id in ipairs(asked) do
  local level = options_in(definitions[i])
  local fits = not seen[id] and (one or (string.sub(records[i] or '', 1, 1) == 'x' and (name == '' or name_in(definitions[i]) == name)))
  seen[id] = true
  if fits and (level or action == 'd') then
    ids[#ids + 1] = id
    if level and not levels[level] then levels[level] = {} end
    if level then table.insert(levels[level], id) end
  elseif fits and definitions[i] then
    bad[#bad + 1] = id
  end
end
unfinish(set, ids)
unfinish(set, bad)
if #ids > 0 and action == 'd' then
  forget(ids)
  publish(changes_channel, 'deleted')
elseif #ids > 0 then
  in_chunks('HDEL', states, ids)
  for level, some in pairs(levels) do make_ready(level, some) end
  note('w', ids)
end
quarantine(bad, 'its record cannot be read')
flush()
table.insert(ids, 1, 'OK')
return ids

#!lua flags=allow-oom
-- Looks through some of a queue's jobs for those that are not where their state says, as a script of an earlier release left them when it
-- broke off, and puts those right if asked to. Whether a job that waits is in its list is for the caller to find out. It also runs while
-- Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channels of the queue's changes and of its workers' wake-ups, with a line break between them
-- ARGV[2] events to keep
-- ARGV[3] how long counts of a minute are kept, in s
-- ARGV[4] cursor of the scan; 0 at first
-- ARGV[5] about how many jobs
-- ARGV[6] '1' to put them right, else ''
-- Returns { cursor, or '0' at the end, { id, letter of its state, ... } of those that are lost, { id, state or '', ... } of those that
-- must be in a list of waiting jobs }
-- Costs O(log n) per job.
-- @include base/in-chunks
-- @include base/surely
-- @include base/fields-of
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
local sets = { y = 'delayed', a = 'lease', q = 'lease', c = 'done', x = 'dead', k = 'cancelled', b = 'bad' }
local cursor, entries = unpack(redis.call('HSCAN', jobs, whole(ARGV[4]), 'COUNT', whole(ARGV[5])))
local mend = ARGV[6] == '1'
local ids, lost, waiting, places, due, bytes = {}, {}, {}, {}, {}, 0
for at = 1, #entries, 2 do ids[#ids + 1] = entries[at] end
for i, record in ipairs(fields_of(states, ids)) do
  local id = ids[i]
  local letter, _, _, _, _, run_at, size = state_in(record)
  local set = letter and sets[letter]
  if set and not surely('ZSCORE', base .. set, id) then
    lost[#lost + 1], lost[#lost + 2] = id, letter
    if letter == 'y' then
      due[#due + 1], due[#due + 2] = math.min(tonumber(run_at), 2 ^ 52), id
    else
      if not places[set] then places[set] = {} end
      table.insert(places[set], now_text)
      table.insert(places[set], id)
      if set ~= 'lease' then bytes = bytes + math.min(tonumber(size), 2 ^ 40) end
    end
  elseif not set and not surely('ZSCORE', base .. 'delayed', id) and not surely('ZSCORE', base .. 'lease', id) then
    waiting[#waiting + 1], waiting[#waiting + 2] = id, record or ''
  end
end
if mend and #lost > 0 then
  for set, some in pairs(places) do in_chunks('ZADD', base .. set, some) end
  if bytes > 0 then add_to('bytes', bytes) end
  if #due > 0 then delay(due) end
  rouse()
  flush()
end
return { cursor, lost, waiting }

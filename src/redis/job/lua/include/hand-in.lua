-- Completes jobs, all at once.
-- Takes ARGV[1..] of which from `first` on: `total` times id, fence, result (or '')
-- @include base/in-chunks
-- @include base/fields-of
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/finish

-- If `keep` is 0, they are deleted at once. Returns the places, from 0, of those whose lease was lost.
local function hand_in(first, total, keep)
  if total == 0 then return {} end
  local ids = {}
  for i = 1, total do ids[i] = ARGV[first + 3 * i - 3] end
  local found = fields_of(states, ids)
  local done, records, results, lost, seen = {}, {}, {}, {}, {}
  local kept = {}
  for i, id in ipairs(ids) do
    if is_held(found[i], ARGV[first + 3 * i - 2]) and not seen[id] then
      seen[id] = true
      local result = ARGV[first + 3 * i - 1]
      done[#done + 1], records[#done + 1], results[#done + 1] = id, found[i], result
      if result ~= '' then kept[#kept + 1], kept[#kept + 2] = id, result end
    else
      lost[#lost + 1] = i - 1
    end
  end
  if #done == 0 then return lost end
  in_chunks('ZREM', base .. 'lease', done)
  count('c', #done)
  if keep == 0 then
    note('c', done)
    forget(done)
  else
    in_chunks('HSET', base .. 'results', kept)
    finish('c', 'done', done, records, results)
  end
  return lost
end

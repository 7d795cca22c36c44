-- Deletes finished and quarantined jobs that are too many, too old or too large together, oldest first; a few with each step.
-- @include base/surely
-- @include job/queue
-- @include job/finish

-- Prunes at most `bound` jobs of one set: those beyond `keep`, those older than `max_age` ms (nil: any age), and as many as hold
-- the `too_much` bytes. Returns the bytes that all finished jobs hold then, or nil if it pruned nothing.
local function prune(set, keep, max_age, too_much, bound)
  local spare = surely('ZCARD', base .. set) - keep
  local look = (max_age or too_much > 0) and bound or math.min(math.max(spare, 0), bound)
  if look == 0 then return end
  local entries = surely('ZRANGE', base .. set, 0, look - 1, 'WITHSCORES')
  local ids = {}
  for at = 1, #entries, 2 do
    local since = tonumber(entries[at + 1]) or 0
    local old = max_age and since < now - max_age
    if #ids >= spare and not old and too_much <= 0 then break end
    local id = entries[at] or ''
    ids[#ids + 1] = id
    if too_much > 0 then too_much = too_much - bytes_in(surely('HGET', states, id)) end
  end
  if #ids == 0 then return end
  local bytes = unfinish(set, ids)
  forget(ids)
  return bytes
end

-- What processes remember of sessions holds until the version of their shard moves on. The changes that moved it are kept
-- for a while, so that a process lets go of the owners they were about and of no others.
--   <shard>version: 16 digits, the microsecond of the last change, or one more than the version before
--   <shard>changes: list, the newest first, of version and owner
-- A version is never given out twice, not even by a server that was set back to an earlier state: what was remembered
-- under one that is not in the list is given up.
-- Takes ARGV[1]: how many changes of a shard are kept, and where somebody wants events of sessions, a blank and what domain-event/tell-drawn
-- takes. session/changes.ts makes it.
-- @include base/surely
-- @include base/whole
local kept_text, session_events = string.match(ARGV[1], '^(%d+) ?(.*)$')
local changes_kept = whole(kept_text)
local version_length = 16

-- The version after a change of this owner's; `owner` is '' where the shard has lost its past, or never had one.
local function move_on(shard, owner)
  local before = surely('GET', shard .. 'version')
  if not before then redis.call('DEL', shard .. 'changes') end
  local time = redis.call('TIME')
  local version = string.format('%016.0f', math.max(time[1] * 1000000 + time[2], (tonumber(before) or 0) + 1))
  redis.call('SET', shard .. 'version', version)
  surely('LPUSH', shard .. 'changes', version .. owner)
  surely('LTRIM', shard .. 'changes', 0, changes_kept - 1)
  return version
end

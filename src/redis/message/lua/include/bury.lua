-- Dead letters of a group.
-- Takes ARGV[10] dead letters to keep, ARGV[11] in how many bytes, ARGV[12] how many to drop at a time
-- @include base/drop-oldest
-- @include base/surely
-- @include base/whole
-- @include message/group
local dead_kept, dead_bytes_kept, dead_dropped = whole(ARGV[10]), whole(ARGV[11]), whole(ARGV[12])

-- Makes a message a dead letter and drops the oldest ones that are too many. False if its payload was dropped.
local function bury(cursor, attempt, message)
  local payload = payload_of(cursor)
  forget({ cursor })
  if not payload then return false end
  local id = surely('XADD', dead, '*', 'cursor', cursor, 'attempt', attempt, 'error', message, 'payload', payload)
  redis.call('PEXPIRE', dead, unused_ms)
  local length, bytes = surely('XLEN', dead), surely('HINCRBY', places, 'dead', #payload)
  drop_oldest(dead, 2, dead_dropped, function(entry)
    if entry[1] == id or (length <= dead_kept and bytes <= dead_bytes_kept) then return false end
    length, bytes = length - 1, bytes - #(entry[2][8] or '')
    return true
  end)
  surely('HSET', places, 'dead', bytes)
  return true
end

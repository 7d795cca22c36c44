-- Dead letters of a group.
-- Takes ARGV[10] dead letters to keep, ARGV[11] in how many bytes, ARGV[12] how many to drop at a time
-- @include base/drop-oldest
-- @include message/group

-- Makes a message a dead letter and drops the oldest ones that are too many. False if its payload was dropped.
local function bury(cursor, attempt, message)
  local keep, most_bytes, most_dropped = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
  local payload = payload_of(cursor)
  forget({ cursor })
  if not payload then return false end
  local id = redis.call('XADD', dead, '*', 'cursor', cursor, 'attempt', attempt, 'error', message, 'payload', payload)
  redis.call('PEXPIRE', dead, unused_ms)
  local length, bytes = redis.call('XLEN', dead), redis.call('HINCRBY', places, 'dead', #payload)
  drop_oldest(dead, 2, most_dropped, function(entry)
    if entry[1] == id or (length <= keep and bytes <= most_bytes) then return false end
    length, bytes = length - 1, bytes - #(entry[2][8] or '')
    return true
  end)
  redis.call('HSET', places, 'dead', bytes)
  return true
end

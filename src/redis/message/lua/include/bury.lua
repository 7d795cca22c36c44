-- Makes a message of a group a dead letter and drops the oldest ones that are too many. False where its payload was dropped.
-- @include base/drop-oldest
local function bury(cursor, attempt, message, keep, most_bytes)
  local payload = payload_of(cursor)
  forget({ cursor })
  if not payload then return false end
  local letter = { 'cursor', cursor, 'attempt', attempt, 'error', message, 'payload', payload }
  local id = redis.call('XADD', dead, '*', unpack(letter))
  redis.call('PEXPIRE', dead, unused_ms)
  local length, bytes = redis.call('XLEN', dead), redis.call('HINCRBY', places, 'dead', #payload)
  drop_oldest(dead, 2, function(entry)
    if entry[1] == id or (length <= keep and bytes <= most_bytes) then return false end
    length, bytes = length - 1, bytes - #entry[2][8]
    return true
  end)
  redis.call('HSET', places, 'dead', bytes)
  return true
end

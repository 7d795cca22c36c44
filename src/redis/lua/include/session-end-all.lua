-- Ends all sessions of an owner by dropping its index; `keep` names one that lives on, or is ''. What is left of the
-- others is out of reach at once and expires by itself. Returns how many ended.
-- @include now
local function end_all(index, owner, keep, reason, channel)
  local now = now_ms()
  local ended = redis.call('ZCOUNT', index, '(' .. now, '+inf')
  local expires = keep ~= '' and tonumber(redis.call('ZSCORE', index, keep)) or 0
  redis.call('DEL', index)
  if expires > now then
    ended = ended - 1
    redis.call('ZADD', index, expires, keep)
    redis.call('PEXPIREAT', index, expires)
  end
  local message = {owner = owner, reason = reason, at = now}
  if keep ~= '' then message.except = keep end
  if ended > 0 then redis.call('PUBLISH', channel, cjson.encode(message)) end
  return ended
end

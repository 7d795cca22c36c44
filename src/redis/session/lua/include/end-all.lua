-- Ends all sessions of an account by one number: its access goes on to the next generation, and no pass of the former one
-- opens anything. `keep` names one that lives on, or is ''. What is left of the others expires by itself. Returns how
-- many ended.
-- @include session/pass
local function end_all(access_key, owner, keep, reason, channel)
  local access = redis.call('GET', access_key)
  if not access then return 0 end
  local now, start = now_ms(), key_start(access_key)
  local index, kept = start .. 'index', start .. 'pass:' .. keep
  local ended = redis.call('ZCOUNT', index, '(' .. now, '+inf')
  local pass = keep ~= '' and redis.call('GET', kept)
  local generation = next_count(string.sub(access, 2, 7))
  redis.call('SETRANGE', access_key, 1, generation)
  redis.call('DEL', index)
  note_change(start)
  local message = {owner = owner, reason = reason, at = now}
  if is_live(pass, access, now) then
    local expires = tonumber(string.sub(pass, 14, 26))
    redis.call('SETRANGE', kept, 53, generation)
    redis.call('ZADD', index, expires, keep)
    redis.call('PEXPIREAT', index, expires)
    message.except = keep
    ended = ended - 1
  end
  if ended > 0 then tell_end(channel, message) end
  return ended
end

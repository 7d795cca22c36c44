-- Ends all sessions of an account by one number: its access goes on to the next generation, and no pass of the former one
-- opens anything. `keep` names one that lives on, or is ''. What is left of the others expires by itself. Returns how
-- many ended. The index and the pass of the one that lives on are derived from the access' key.
-- @include base/now
-- @include base/surely
-- @include session/access-change
-- @include session/live
-- @include session/pass
-- @include session/pass-change
-- @include session/owner
local function end_all(access_key, owner, keep, reason, channel)
  local access = redis.call('GET', access_key)
  if not access then return 0 end
  local now, start = now_ms(), key_start(access_key, 'access')
  local index, kept = start .. 'index', start .. 'pass:' .. keep
  local live = redis.call('ZRANGE', index, '(' .. now, '+inf', 'BYSCORE', 'WITHSCORES')
  local ended = #live / 2
  local pass = keep ~= '' and redis.call('GET', kept)
  local next_access = access_with_next_generation(access)
  local lives_on = is_live(pass, access, now)
  if lives_on then ended = ended - 1 end
  local message = cjson.encode({owner = owner, reason = reason, at = now, except = lives_on and keep or nil})
  redis.call('SET', access_key, next_access, 'KEEPTTL')
  redis.call('DEL', index)
  for place = 2, #live, 2 do
    uncount_live(start, live[place])
    if not (lives_on and live[place - 1] == keep) then tell_ended(start, live[place - 1], reason) end
  end
  note_change(start)
  if pass and lives_on then
    local _, ends = pass_times(pass)
    redis.call('SET', kept, pass_of_generation(pass, next_access), 'KEEPTTL')
    surely('ZADD', index, ends, keep)
    count_live(start, ends, now)
    redis.call('PEXPIREAT', index, ends)
  end
  if ended > 0 then redis.call('PUBLISH', channel, message) end
  return ended
end

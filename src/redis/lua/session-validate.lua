-- Judges many tokens at once and, at most once in `touch` ms a session, prolongs the life of those that are good.
-- A session lives while it stands in its owner's index with an expiry to come; nothing here can put it there again.
-- KEYS: session, index, account of the first token; then of the second, ...
-- ARGV: idle ms, touch ms, grace ms, sudden ms, channel, then for each token: owner, name, hash, family, network, address;
--   hash '' where the token was judged before, when its socket was opened; family '' where nothing is known of the client
-- Returns a text a token: '' (no such session), 'reused', or
--   'ok <roles> <authenticated> <flag> <flagged now> <transport> <absolute> <expires> <rotated> <roles changed>'
-- Costs three reads a token and three writes where it is prolonged; at most 128 tokens a call.
-- @include now
-- @include session-token
local idle, touch, grace, sudden = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local channel = ARGV[5]
local now = now_ms()

local function judge(session, index, account, owner, name, hash, family, network, address)
  local expires = tonumber(redis.call('ZSCORE', index, name))
  if not expires or expires <= now then return '' end
  local s = redis.call('HMGET', session, 'h', 'p', 'q', 'o', 'a', 'g', 'f', 'n', 'x', 't', 'l', 'c')
  local absolute = tonumber(s[9])
  if not absolute or absolute <= now then return '' end

  local roles, roles_changed = '-', '0'
  if string.sub(owner, 1, 1) == 'u' then
    local held = redis.call('HMGET', account, 'roles', 'disabled', 'rolesAt')
    if not held[1] or held[2] == '1' then return '' end
    if held[1] ~= '' then roles = held[1] end
    roles_changed = held[3] or '0'
  end

  local rotated = tonumber(s[3] or s[12])
  local verdict = hash == '' and 'current' or judge_token(hash, s[1], s[2], rotated, s[4], now, grace)
  if not verdict then return '' end
  if verdict == 'reused' then
    redis.call('ZREM', index, name)
    redis.call('DEL', session)
    redis.call('PUBLISH', channel, cjson.encode({owner = owner, name = name, reason = 'TOKEN_REUSED', at = now}))
    return 'reused'
  end

  local flag, flagged_now, last = s[6] or '-', '0', tonumber(s[11])
  if family ~= '' and flag == '-' then
    if s[7] ~= family then flag = 'DEVICE'
    elseif s[8] ~= network then
      if now - last < sudden then flag = 'NETWORK' else redis.call('HSET', session, 'n', network) end
    end
    if flag ~= '-' then
      flagged_now = '1'
      redis.call('HSET', session, 'g', flag)
    end
  end

  if now - last >= touch then
    expires = math.min(now + idle, absolute)
    redis.call('HSET', session, 'l', now)
    if family ~= '' then redis.call('HSET', session, 'i', address) end
    redis.call('PEXPIREAT', session, expires)
    redis.call('ZADD', index, 'XX', expires, name)
    if redis.call('PTTL', index) < expires - now then redis.call('PEXPIREAT', index, expires) end
  end
  return table.concat({'ok', roles, s[5], flag, flagged_now, s[10], s[9], string.format('%d', expires),
    string.format('%d', rotated), roles_changed}, ' ')
end

local answers = {}
for call = 1, #KEYS / 3 do
  local k, a = call * 3 - 2, call * 6
  answers[call] = judge(KEYS[k], KEYS[k + 1], KEYS[k + 2], ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], ARGV[a + 4], ARGV[a + 5])
end
return answers

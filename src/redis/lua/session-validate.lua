-- Judges many tokens at once and, at most once in `touch` ms a session, prolongs the life of those that are good. Nothing
-- here can bring back a session that was ended.
-- KEYS: pass and access of the first token; then of the second, ...
-- ARGV: idle ms, touch ms, grace ms, sudden ms, channel, then for each token its hash and the client as the pass holds it:
--   stars in the place of a hash that was judged before, when its socket was opened; nothing behind the hash where
--   nothing is known of the client
-- Returns the time and then a text a token: '' (no such session), 'reused', or
--   the first 67 places of the pass, whether it was flagged now (! or -), whether the roles have changed (! or -), roles
-- Costs a read of two strings a token; seven commands more where it is prolonged. At most 32 tokens a call.
-- @include session-pass
-- @include session-token
local idle, touch, grace, sudden = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local channel = ARGV[5]
local now = now_ms()
local judged_before = string.rep('*', 43)
local sub = string.sub

-- What a pass says of the client after another one came: its first family stays, the address is the latest.
local function moved(known, family, network, address, flag)
  local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
  return known_family .. '|' .. (flag == '-' and network or known_network) .. '|' .. address
end

local function judge(pass, access, pass_key, access_key, presented)
  if not is_live(pass, access, now) then return '' end
  local start, name = key_start(access_key), sub(pass_key, -12)
  local hash, client = sub(presented, 1, 43), sub(presented, 44)
  if hash ~= judged_before and hash ~= sub(pass, 68, 110) then
    local former = redis.call('HMGET', start .. 'one:' .. name, 'p', 'q', 'o')
    local verdict = judge_former(hash, former[1], tonumber(former[2]), former[3], now, grace)
    if not verdict then return '' end
    if verdict == 'reused' then
      remove(start, name)
      local owner = string.match(start, '{session:(.-)}')
      tell_end(channel, {owner = owner, name = name, reason = 'TOKEN_REUSED', at = now})
      return 'reused'
    end
  end

  local flag, flagged_now, last, known = sub(pass, 66, 66), '-', tonumber(sub(pass, 14, 26)), sub(pass, 111)
  local family, network, address = string.match(client, '^([^|]*)|([^|]*)|(.*)')
  if flag == '-' and family and client ~= known then
    local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
    -- A program's WebSocket often does not say who it is, where its HTTP client does.
    local silent = sub(pass, 67, 67) == 'B' and (family == '' or known_family == '')
    if known_family ~= family and not silent then flag = 'D'
    elseif known_network ~= network and now - last < sudden then flag = 'N' end
    if flag ~= '-' then
      flagged_now = '!'
      redis.call('SETRANGE', pass_key, 65, flag)
    end
  end

  if now - last >= touch then
    local expires = math.min(now + idle, tonumber(sub(pass, 27, 39)))
    pass = ms_text(expires) .. ms_text(now) .. sub(pass, 27, 65) .. flag .. sub(pass, 67, 110)
      .. (family and moved(known, family, network, address, flag) or known)
    redis.call('SET', pass_key, pass)
    expire_at(start, name, expires, now)
  end
  local roles_changed = sub(pass, 60, 65) == sub(access, 8, 13) and '-' or '!'
  return sub(pass, 1, 65) .. flag .. sub(pass, 67, 67) .. flagged_now .. roles_changed .. sub(access, 14)
end

local held = redis.call('MGET', unpack(KEYS))
local answers = {now}
local now_text, touched_after = ms_text(now), ms_text(math.max(0, now - touch))
for call = 1, #KEYS / 2 do
  local pass, access, presented = held[call * 2 - 1], held[call * 2] or guest_access, ARGV[call + 5]
  -- Nearly always nothing has changed and nothing is to be written: then comparing texts is all there is to do.
  if pass and sub(pass, 68) == presented and sub(pass, 1, 13) > now_text and sub(pass, 14, 26) > touched_after
    and sub(pass, 53, 65) == sub(access, 1, 13) then
    answers[call + 1] = sub(pass, 1, 67) .. '--' .. sub(access, 14)
  else
    answers[call + 1] = judge(pass, access, KEYS[call * 2 - 1], KEYS[call * 2], presented)
  end
end
return answers

-- Judges many tokens at once and, at most once in `touch` ms a session, prolongs the life of those that are good. Nothing
-- here can bring back a session that was ended. Tells, too, what has changed of what the caller remembers.
-- KEYS: the versions of the shards that the tokens, or those remembered, are in; then pass and access of the first token,
--   of the second, ...
-- ARGV: idle ms of accounts, of guests, touch ms, grace ms, sudden ms, channel, number of shards, the versions that the
--   caller knows, one after the other; then for each token how to judge it, its hash and the client as the pass holds it:
--   stars in the place of a hash that was judged before, when its socket was opened; nothing behind the hash where
--   nothing is known of the client. How: u it is used, l it is looked at and prolongs nothing, c judge all of it here
-- Returns lines: the time; for each shard whose version is another one, its place, the version and the owners that have
--   changed since, with commas between, or * where that is not known, and a blank behind each; then two a token.
--   A pass and the access: it is not due to be prolonged. Stamp, hash and client are the caller's to compare; where they
--     differ it calls again, to judge all here.
--   Judged here: the pass as it is now with = before it, or ! where it was flagged now, and the access; 'reused' and
--     nothing; nothing twice (no such session).
-- Costs a read of one string a shard and two a token; nine commands more where it is prolonged. At most 64 shards and
-- 64 tokens a call.
-- @include session/pass
-- @include session/token
local account_idle, guest_idle = tonumber(ARGV[1]), tonumber(ARGV[2])
local touch, grace, sudden = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local channel, shards = ARGV[6], tonumber(ARGV[7])
local now = now_ms()
local judged_before = string.rep('*', 43)
local sub = string.sub

-- What a pass says of the client after another one came: its first family stays, the address is the latest.
local function moved(known, family, network, address, flag)
  local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
  return known_family .. '|' .. (flag == '-' and network or known_network) .. '|' .. address
end

local function judge(pass_key, access_key, presented)
  -- Read again: a token before this one may have ended or changed its session.
  local pass, access = unpack(redis.call('MGET', pass_key, access_key))
  access = access or guest_access
  if not is_live(pass, access, now) then return '', '' end
  local start, name = key_start(access_key), sub(pass_key, -12)
  local use, hash, client = sub(presented, 1, 1) ~= 'l', sub(presented, 2, 44), sub(presented, 45)
  if hash ~= judged_before and hash ~= sub(pass, 68, 110) then
    local former = redis.call('HMGET', start .. 'one:' .. name, 'p', 'q', 'o')
    local verdict = judge_former(hash, former[1], tonumber(former[2]), former[3], now, grace)
    if not verdict then return '', '' end
    if verdict == 'reused' then
      remove(start, name)
      tell_end(channel, {owner = sub(start, -18, -2), name = name, reason = 'TOKEN_REUSED', at = now})
      return 'reused', ''
    end
  end

  local flag, sign, last, known = sub(pass, 66, 66), '=', tonumber(sub(pass, 1, 13)), sub(pass, 111)
  local family, network, address = string.match(client, '^([^|]*)|([^|]*)|(.*)')
  if flag == '-' and family and client ~= known then
    local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
    -- A program's WebSocket often does not say who it is, where its HTTP client does.
    local silent = sub(pass, 67, 67) == 'B' and (family == '' or known_family == '')
    if known_family ~= family and not silent then flag = 'D'
    elseif known_network ~= network and now - last < sudden then flag = 'N' end
    if flag ~= '-' then
      sign = '!'
      pass = sub(pass, 1, 65) .. flag .. sub(pass, 67)
      redis.call('SETRANGE', pass_key, 65, flag)
      note_change(start)
    end
  end

  if use and now - last >= touch then
    local idle = access == guest_access and guest_idle or account_idle
    local expires = math.min(now + idle, tonumber(sub(pass, 27, 39)))
    pass = ms_text(now) .. ms_text(expires) .. sub(pass, 27, 110)
      .. (family and moved(known, family, network, address, flag) or known)
    redis.call('SET', pass_key, pass)
    expire_at(start, name, expires, now)
  end
  return sign .. pass, access
end

-- Whose sessions have changed since a version; * where the changes do not go back so far.
local function changed_since(version, shard)
  local owners = {}
  for _, change in ipairs(redis.call('LRANGE', shard .. 'changes', 0, -1)) do
    if sub(change, 1, 16) == version then return table.concat(owners, ',') end
    owners[#owners + 1] = sub(change, 17)
  end
  return '*'
end

local lines = redis.call('MGET', unpack(KEYS))
-- Told as they are before anything is judged here, so that what is judged here counts as a change behind them.
local changes = ''
for place = 1, shards do
  if not lines[place] then lines[place] = move_on(sub(KEYS[place], 1, -8), '') end
end
if table.concat(lines, '', 1, shards) ~= ARGV[8] then
  for place = 1, shards do
    local known = sub(ARGV[8], place * 16 - 15, place * 16)
    if lines[place] ~= known then
      changes = changes .. place .. ':' .. lines[place] .. ':' .. changed_since(known, sub(KEYS[place], 1, -8)) .. ' '
    end
  end
end

local close, look = string.byte('cl', 1, 2)
local recent = ms_text(math.max(0, now - touch + 1))
for place = shards + 1, #KEYS, 2 do
  local pass, presented = lines[place], ARGV[8 + (place - shards + 1) / 2]
  local how = string.byte(presented)
  -- A pass begins with its last use, so that comparing it whole compares that, and makes no new text of it.
  if pass and how ~= close and (how == look or pass >= recent) then
    lines[place + 1] = lines[place + 1] or guest_access
  elseif pass then
    lines[place], lines[place + 1] = judge(KEYS[place], KEYS[place + 1], presented)
  else
    lines[place], lines[place + 1] = '', ''
  end
end
return ms_text(now) .. '\n' .. changes .. '\n' .. table.concat(lines, '\n', shards + 1)

#!lua flags=allow-oom
-- Judges many tokens at once and, at most once in `touch` ms a session, prolongs the life of those that are good. Nothing
-- here can bring back a session that was ended. Tells, too, what has changed of what the caller remembers.
-- It also runs while Redis is out of memory: what it writes replaces what was there.
-- KEYS[1..] versions of the shards that the tokens, or those remembered, are in; then two keys a token: the session's pass
--   and the access. A shard's changes are derived from its version, an owner's other keys from the access as
--   session/owner tells
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] idle milliseconds, as session/lifetime has them
-- ARGV[3] touch: milliseconds between two prolongations
-- ARGV[4] grace: milliseconds that a former token works
-- ARGV[5] sudden: a change of network within so many milliseconds of the last use is flagged
-- ARGV[6] the channel of ends
-- ARGV[7] the number of shards
-- ARGV[8] the versions that the caller knows, one after the other
-- ARGV[9..] for each token how to judge it, its hash and the client as the pass holds it: stars in the place of a hash
--   that was judged before, when its socket was opened; nothing behind the hash where nothing is known of the client.
--   How: u it is used, l it is looked at and prolongs nothing, c judge all of it here
-- Returns lines: the time; for each shard whose version is another one, its place, the version and the owners that have
--   changed since, with commas between, or * where that is not known, and a blank behind each; then two a token.
--   A pass and the access: it is not due to be prolonged. Stamp, hash and client are the caller's to compare; where they
--     differ it calls again, to judge all here.
--   Judged here: the pass as it is now with = before it, or ! where it was flagged now, and the access; REUSED and
--     nothing; nothing twice (no such session).
-- Costs a read of one string a shard and two a token; up to fifteen commands more where it is prolonged.
-- @include base/now
-- @include base/surely
-- @include session/access
-- @include session/pass
-- @include session/change
-- @include session/owner
-- @include session/former-token
-- @include session/lifetime
local touch, grace, sudden = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local idle_times = lifetimes_of(ARGV[2])
local channel, shards, known_versions = ARGV[6], tonumber(ARGV[7]), ARGV[8]
assert(touch and grace and sudden and shards, 'a limit is missing')
local now = now_ms()
local judged_before = string.rep('*', 43)
local sub = string.sub

-- Encoded in place: names of owners and sessions are letters and digits.
local function end_message(owner, name)
  return '{"owner":"' .. owner .. '","name":"' .. name .. '","reason":"TOKEN_REUSED","at":' .. string.format('%.0f', now) .. '}'
end

-- What a pass says of the client after another one came: its first family stays, the address is the latest.
local function moved(known, network, address, flag)
  local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
  return (known_family or '') .. '|' .. (flag == '-' and network or known_network or '') .. '|' .. address
end

local function judge(pass_key, access_key, question)
  -- Read again: a token before this one may have ended or changed its session.
  local pass, access = unpack(surely('MGET', pass_key, access_key))
  access = access or guest_access
  if not is_live(pass, access, now) then return '', '' end
  local start = key_start(access_key, 'access')
  local name = sub(pass_key, #start + #'pass:' + 1)
  local flag, transport, present_hash, known = pass_marks(pass)
  local idle = lifetime_of(idle_times, access, transport)
  local use, hash, client = sub(question, 1, 1) ~= 'l', sub(question, 2, 44), sub(question, 45)
  if hash ~= judged_before and hash ~= present_hash then
    local former = surely('HMGET', start .. 'one:' .. name, 'p', 'q', 'o')
    local verdict = judge_former(hash, former[1], tonumber(former[2] or nil) or 0, former[3], now, grace)
    if not verdict then return '', '' end
    if verdict == 'reused' then
      local owner = string.match(start, '([^:]*):$') or ''
      remove(start, name)
      tell_ended(start, name, 'TOKEN_REUSED')
      redis.call('PUBLISH', channel, end_message(owner, name))
      return 'REUSED', ''
    end
  end

  local sign, last, ends, absolute_end = '=', pass_times(pass)
  local family, network, address = string.match(client, '^([^|]*)|([^|]*)|(.*)')
  if flag == '-' and family and client ~= known then
    local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
    -- A program's WebSocket often does not say who it is, where its HTTP client does.
    local silent = string.find('BbSsJ', transport, 1, true) and (family == '' or known_family == '')
    if known_family ~= family and not silent then flag = 'D'
    elseif known_network ~= network and now - last < sudden then flag = 'N' end
    if flag ~= '-' then
      sign = '!'
      pass = used_pass(pass, last, ends, flag, known)
      redis.call('SET', pass_key, pass, 'KEEPTTL')
      note_change(start)
    end
  end

  if use and now - last >= touch then
    ends = math.min(now + idle, absolute_end)
    pass = used_pass(pass, now, ends, flag, family and moved(known, network, address, flag) or known)
    redis.call('SET', pass_key, pass)
    expire_at(start, name, ends, now)
  end
  return sign .. pass, access
end

-- Whose sessions have changed since a version; * where the changes do not go back so far.
local function changed_since(version, shard)
  local owners = {}
  for _, change in ipairs(surely('LRANGE', shard .. 'changes', 0, -1)) do
    if sub(change, 1, version_length) == version then return table.concat(owners, ',') end
    owners[#owners + 1] = sub(change, version_length + 1)
  end
  return '*'
end

local lines = redis.call('MGET', unpack(KEYS))
-- Told as they are before anything is judged here, so that what is judged here counts as a change behind them.
local changes = ''
for place = 1, shards do
  if not lines[place] then lines[place] = move_on(key_start(KEYS[place], 'version'), '') end
end
if table.concat(lines, '', 1, shards) ~= known_versions then
  for place = 1, shards do
    local known = sub(known_versions, (place - 1) * version_length + 1, place * version_length)
    local line = lines[place] or ''
    if line ~= known then
      changes = changes .. place .. ':' .. line .. ':' .. changed_since(known, key_start(KEYS[place], 'version')) .. ' '
    end
  end
end

local close, look = string.byte('cl', 1, 2)
local recent = ms_text(math.max(0, now - touch + 1))
-- A pass begins with its last use: comparing it whole makes no new text of it.
for place = shards + 1, #KEYS, 2 do
  local pass, question = lines[place], ARGV[8 + (place - shards + 1) / 2]
  local how = string.byte(question)
  if pass and how ~= close and (how == look or pass >= recent) then
    lines[place + 1] = lines[place + 1] or guest_access
  elseif pass then
    lines[place], lines[place + 1] = judge(KEYS[place], KEYS[place + 1], question)
  else
    lines[place], lines[place + 1] = '', ''
  end
end
return ms_text(now) .. '\n' .. changes .. '\n' .. table.concat(lines, '\n', shards + 1)

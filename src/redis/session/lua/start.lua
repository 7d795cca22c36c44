-- Begins a session and puts it into its owner's index; where the owner has too many, the least recently used goes.
-- KEYS[1] the new session's pass
-- KEYS[2] the account's access, or for a guest a key that holds nothing; the keys of sessions that go are derived from it as
--   session/owner tells
-- KEYS[3] the new session's details
-- KEYS[4] the owner's index
-- KEYS[5] the owner's last log-ins, the newest first: 13 digits of milliseconds and what ARGV[12] says
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the owner
-- ARGV[3] the session's name
-- ARGV[4] idle milliseconds, as session/lifetime has them
-- ARGV[5] absolute milliseconds, as it has them
-- ARGV[6] most sessions of an owner
-- ARGV[7] the channel of ends
-- ARGV[8] the transport, as the pass holds it
-- ARGV[9] the hash of the token
-- ARGV[10] the client as the pass holds it
-- ARGV[11] 1 if the holder has just given a proof, else 0
-- ARGV[12] how and where the holder logged in, as session/log-in.ts writes it; '' if nobody did
-- ARGV[13] how many log-ins are kept
-- ARGV[14] for how many milliseconds after the last
-- ARGV[15..] fields and values of the details, in pairs
-- Returns { 'OK', now, pass, access, names of the sessions that had to go }, or { 'NONE' }: the account is missing or
-- disabled.
-- Costs O(log n) of an owner's sessions, and six commands for each that has to go.
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include session/access
-- @include session/access-change
-- @include session/lifetime
-- @include session/live
-- @include session/pass-change
-- @include session/owner
local owner, name, most = ARGV[2], ARGV[3], tonumber(ARGV[6])
local log_ins_kept, log_ins_ms = whole(ARGV[13]), whole(ARGV[14])
local is_guest = string.sub(owner, 1, 1) == 'g'
local access = is_guest and guest_access or redis.call('GET', KEYS[2])
if not access or access_is_disabled(access) then return {'NONE'} end

local now = now_ms()
local idle = lifetime_of(lifetimes_of(ARGV[4]), access, ARGV[8])
local absolute = lifetime_of(lifetimes_of(ARGV[5]), access, ARGV[8])
local ends = now + math.min(idle, absolute)
local pass = new_pass({
  last_use = now,
  ends = ends,
  absolute_end = now + absolute,
  authentication = ARGV[11] == '1' and now or 0,
  flag = '-',
  transport = ARGV[8],
  hash = ARGV[9],
  client = ARGV[10],
}, access)
-- The new one is not among those that may have to go.
local excess = redis.call('ZCOUNT', KEYS[4], '(' .. now, '+inf') + 1 - most
local gone, messages = {}, {}
if excess > 0 then
  gone = redis.call('ZRANGE', KEYS[4], '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, excess)
end
for place, old in ipairs(gone) do
  messages[place] = cjson.encode({owner = owner, name = old, reason = 'REVOKED', at = now})
end

redis.call('HSET', KEYS[3], 'c', now, unpack(ARGV, 15))
redis.call('PEXPIREAT', KEYS[3], ends)
redis.call('SET', KEYS[1], pass, 'PXAT', ends)
surely('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
surely('ZADD', KEYS[4], ends, name)
count_live(key_start(KEYS[4], 'index'), ends, now)
tell_session(key_start(KEYS[2], 'access'), 'session.started', name, '')
for place, old in ipairs(gone) do
  remove(key_start(KEYS[2], 'access'), old)
  tell_ended(key_start(KEYS[2], 'access'), old, 'REVOKED')
  redis.call('PUBLISH', ARGV[7], messages[place])
end
if ARGV[12] ~= '' then
  surely('LPUSH', KEYS[5], string.format('%013.0f', now) .. ARGV[12])
  surely('LTRIM', KEYS[5], 0, log_ins_kept - 1)
  redis.call('PEXPIRE', KEYS[5], log_ins_ms)
end
-- Another session may last longer.
if redis.call('PTTL', KEYS[4]) < ends - now then redis.call('PEXPIREAT', KEYS[4], ends) end
return {'OK', now, pass, access, gone}

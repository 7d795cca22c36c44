#!lua flags=allow-oom
-- Ends one session, or lets it end after a short grace, and tells every process.
-- It also runs while Redis is out of memory: a session must end at any time.
-- KEYS[1] the session's pass
-- KEYS[2] the access; the owner's other keys are derived from it as session/owner tells
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the owner
-- ARGV[3] the session's name
-- ARGV[4] the reason
-- ARGV[5] the channel of ends
-- ARGV[6] grace in milliseconds; 0 ends it at once
-- Returns { 'OK' }, or { 'NONE' }: it was not live.
-- Costs O(log n) of the owner's sessions.
-- @include base/now
-- @include session/access
-- @include session/pass
-- @include session/pass-change
-- @include session/owner
local owner, name = ARGV[2], ARGV[3]
local now, start = now_ms(), key_start(KEYS[2], 'access')
local pass, access = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
local live = is_live(pass, access or guest_access, now)
local grace = tonumber(ARGV[6])
local message = cjson.encode({owner = owner, name = name, reason = ARGV[4], at = now})
if live and grace > 0 then
  -- Requests in flight still find it; its absolute end keeps them from prolonging it.
  local _, ends = pass_times(pass)
  local last = math.min(now + grace, ends)
  redis.call('SET', KEYS[1], ending_pass(pass, last), 'KEEPTTL')
  expire_at(start, name, last, now)
  note_change(start)
else
  remove(start, name)
end
if not live then return {'NONE'} end
tell_ended(start, name, ARGV[4])
redis.call('PUBLISH', ARGV[5], message)
return {'OK'}

-- Replaces an account's password hash where it is still the one that was checked. If asked it ends the other sessions, the trust in
-- devices and log-ins that still need a second factor, and tells the owner.
-- KEYS[1] the account
-- KEYS[2] the account's access; its sessions' keys are derived from it as session/owner tells
-- KEYS[3] the outbox of the shard
-- KEYS[4] its second factors
-- KEYS[5] its pending log-ins
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the hash that was checked
-- ARGV[3] the new hash
-- ARGV[4] 1 to end the other sessions, else 0
-- ARGV[5] the owner
-- ARGV[6] the name of the session to keep, or ''
-- ARGV[7] the reason
-- ARGV[8] the channel of ends
-- ARGV[9] the new secret of the devices that the account knows, if the other sessions end
-- ARGV[10] how many entries the outbox keeps
-- Returns { 'OK', how many sessions ended }, or { 'CHANGED' }: the hash is another one by now.
-- Costs O(log n) of the account's sessions.
-- @include base/surely
-- @include base/whole
-- @include session/end-all
-- @include account/notice
local kept = whole(ARGV[10])
if redis.call('HGET', KEYS[1], 'password') ~= ARGV[2] then return {'CHANGED'} end
local ended = ARGV[4] == '1' and end_all(KEYS[2], ARGV[5], ARGV[6], ARGV[7], ARGV[8]) or 0
surely('HSET', KEYS[1], 'password', ARGV[3])
if ARGV[4] == '1' then
  surely('HSET', KEYS[1], 'devices', ARGV[9])
  surely('HDEL', KEYS[4], 'trust')
  redis.call('DEL', KEYS[5])
  add_notice(KEYS[3], kept, 'PASSWORD_WAS_CHANGED', ARGV[5])
end
return {'OK', ended}

-- Uses a proof up: the account's address is proven with it, and an account that was to end without that stays. Ends sessions and replaces
-- the password where that is asked for, or where nobody had proven the address before: whoever set the password then need not be its
-- owner. Who types the code where the account was asked for gets the password that was typed there; a link may have come to somebody who
-- asked for nothing. The owner of a replaced password is told.
-- KEYS[1] the proof
-- KEYS[2] the account
-- KEYS[3] the account's access; its sessions' keys are derived from it as session/owner tells
-- KEYS[4] the outbox of the shard
-- KEYS[5] its second factors, which no mail goes past
-- KEYS[6] its pending log-ins
-- KEYS[7] the outbox of domain events
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] 'link' or 'code'
-- ARGV[3] the digest of the link's secret, or of the code
-- ARGV[4] the digest of the challenge, for a code
-- ARGV[5] how many codes may be tried
-- ARGV[6] the hash of the new password, or '' to keep the present one
-- ARGV[7] 1 if the first proof voids the password and the sessions, else 0
-- ARGV[8] the owner
-- ARGV[9] the reason
-- ARGV[10] the channel of ends
-- ARGV[11] a new secret of the devices that the account knows, if the password goes
-- ARGV[12] the time in milliseconds since 1970
-- ARGV[13] how many entries the outbox keeps
-- ARGV[14] how many domain events their outbox keeps
-- ARGV[15] the domain event that tells of a new account, '' for none
-- Returns { 'OK', e-mail address, how many sessions ended, 1 if it is the first proof of it or else 0 }, or { 'WRONG' }.
-- Costs O(log n) of the account's sessions.
-- @include base/surely
-- @include base/whole
-- @include session/access-change
-- @include session/end-all
-- @include account/judge-proof
-- @include account/notice
-- @include domain-event/tell
local kept, most_events = whole(ARGV[13]), whole(ARGV[14])
local fields = proof_fields(KEYS[1])
if not is_proof(fields, ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])) then return { 'WRONG' } end
local account = redis.call('HMGET', KEYS[2], 'email', 'verifiedAt')
local access = redis.call('GET', KEYS[3])
-- Since the mail the address may have changed, or an administrator disabled the account.
if account[1] ~= fields[4] or not access or access_is_disabled(access) then return { 'WRONG' } end
-- One that was to end unproven is an account from now on.
local is_new = not account[2] and redis.call('PTTL', KEYS[2]) >= 0
local voids = ARGV[6] ~= '' or (ARGV[7] == '1' and not account[2])
local password = ARGV[6]
if password == '' and voids and ARGV[2] == 'code' then password = fields[6] or '' end
local ended = voids and end_all(KEYS[3], ARGV[8], '', ARGV[9], ARGV[10]) or 0
redis.call('DEL', KEYS[1])
if voids then
  if password == '' then surely('HDEL', KEYS[2], 'password') else surely('HSET', KEYS[2], 'password', password) end
  surely('HSET', KEYS[2], 'devices', ARGV[11])
  surely('HDEL', KEYS[5], 'trust')
  redis.call('DEL', KEYS[6])
end
if ARGV[6] ~= '' then add_notice(KEYS[4], kept, 'PASSWORD_WAS_RESET', ARGV[8]) end
if not account[2] then
  surely('HSET', KEYS[2], 'verifiedAt', ARGV[12])
  redis.call('PERSIST', KEYS[2])
  redis.call('PERSIST', KEYS[3])
end
if is_new then tell_event(KEYS[7], most_events, ARGV[15]) end
return { 'OK', fields[4], ended, account[2] and 0 or 1 }

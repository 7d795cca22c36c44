-- Keeps the sealed secret of an authenticator app whose first code is still to come.
-- KEYS[1] the account
-- KEYS[2] its second factors
-- ARGV[1] the sealed secret
-- ARGV[2] milliseconds until it is void
-- ARGV[3] 1 if the account's address has to be proven, else 0
-- Returns { 'OK' }; { 'NONE' }: there is no such account; { 'UNPROVEN' }: its address is not; { 'EXISTS' }: it has an app.
-- Costs O(1).
-- @include base/now
-- @include base/whole
local milliseconds = whole(ARGV[2])
local account = redis.call('HMGET', KEYS[1], 'email', 'verifiedAt')
if not account[1] then return { 'NONE' } end
if ARGV[3] == '1' and not account[2] then return { 'UNPROVEN' } end
if redis.call('HEXISTS', KEYS[2], 'totp') == 1 then return { 'EXISTS' } end
redis.call('HSET', KEYS[2], 'newTotp', ARGV[1], 'newTotpUntil', string.format('%.0f', now_ms() + milliseconds))
return { 'OK' }

-- Keeps what a new second factor is to be confirmed by: the sealed secret of an app, or the challenge of a passkey.
-- KEYS[1] the account
-- KEYS[2] its second factors
-- ARGV[1] 'newTotp' or 'newKey'
-- ARGV[2] the secret or the challenge
-- ARGV[3] milliseconds until it is void
-- ARGV[4] 1 if the account's address has to be proven, else 0
-- ARGV[5] how many factors an account may have
-- Returns { 'OK' }; { 'NONE' }: there is no such account; { 'UNPROVEN' }: its address is not; { 'EXISTS' }: it has an app; { 'LIMIT' }: it
-- has too many factors.
-- Costs O(factors).
-- @include base/now
-- @include base/whole
-- @include account/factor
local milliseconds, most = whole(ARGV[3]), whole(ARGV[5])
local account, fields = redis.call('HMGET', KEYS[1], 'email', 'verifiedAt'), factor_fields(KEYS[2])
if not account[1] then return { 'NONE' } end
if ARGV[4] == '1' and not account[2] then return { 'UNPROVEN' } end
if ARGV[1] == 'newTotp' and fields.totp then return { 'EXISTS' } end
if #factors_of(fields) >= most then return { 'LIMIT' } end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2], ARGV[1] .. 'Until', string.format('%.0f', now_ms() + milliseconds))
return { 'OK' }

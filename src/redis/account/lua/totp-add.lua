-- Adds the authenticator app whose first code was given. With the first factor the account gets recovery codes.
-- KEYS[1] the second factors
-- KEYS[2] the outbox of the shard
-- ARGV[1] the sealed secret that the code was checked by
-- ARGV[2] the step of the code
-- ARGV[3] the owner
-- ARGV[4] how many entries the outbox keeps
-- ARGV[5..] digests of recovery codes
-- Returns { 'OK', 1 if the recovery codes count from now on or else 0 }; { 'NONE' }: the secret is another by now, or too old.
-- Costs O(factors).
-- @include base/now
-- @include base/whole
-- @include account/factor
-- @include account/factor-add
local step, kept = whole(ARGV[2]), whole(ARGV[4])
local fields, now = factor_fields(KEYS[1]), now_ms()
if fields.newTotp ~= ARGV[1] or (tonumber(fields.newTotpUntil) or 0) < now or fields.totp then return { 'NONE' } end
local changes = { 'totp', ARGV[1], 'totpAt', string.format('%.0f', now), 'totpStep', step }
local is_first = add_factor(fields, changes, 'newTotp', ARGV[3], kept, 5)
return { 'OK', is_first and 1 or 0 }

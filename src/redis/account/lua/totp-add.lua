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
-- @include base/surely
-- @include base/whole
-- @include account/factor
-- @include account/notice
local step, kept = whole(ARGV[2]), whole(ARGV[4])
local fields, now = factor_fields(KEYS[1]), now_ms()
if fields.newTotp ~= ARGV[1] or (tonumber(fields.newTotpUntil) or 0) < now or fields.totp then return { 'NONE' } end
local is_first = #factors_of(fields) == 0
local changes = { 'totp', ARGV[1], 'totpAt', string.format('%.0f', now), 'totpStep', step }
if is_first then
  for at = 5, #ARGV do
    changes[#changes + 1] = 'code:' .. ARGV[at]
    changes[#changes + 1] = ''
  end
end
surely('HSET', KEYS[1], unpack(changes))
surely('HDEL', KEYS[1], 'newTotp', 'newTotpUntil')
add_notice(KEYS[2], kept, 'SECOND_FACTOR_WAS_ADDED', ARGV[3])
return { 'OK', is_first and 1 or 0 }

-- Replaces the recovery codes of an account that has a second factor.
-- KEYS[1] the second factors
-- KEYS[2] the outbox of the shard
-- ARGV[1] the owner
-- ARGV[2] how many entries the outbox keeps
-- ARGV[3..] digests of the new codes
-- Returns { 'OK' }, or { 'NONE' }: the account has no second factor.
-- Costs O(factors).
-- @include base/surely
-- @include base/whole
-- @include account/factor
-- @include account/notice
-- @include account/recovery-codes
local kept = whole(ARGV[2])
local fields = factor_fields(KEYS[1])
if #factors_of(fields) == 0 then return { 'NONE' } end
local former, changes = fields_with(fields, 'code:'), {}
add_codes(changes, 3)
surely('HSET', KEYS[1], unpack(changes))
for _, name in ipairs(former) do surely('HDEL', KEYS[1], name) end
add_notice(KEYS[2], kept, 'RECOVERY_CODES_WERE_REPLACED', ARGV[1])
return { 'OK' }

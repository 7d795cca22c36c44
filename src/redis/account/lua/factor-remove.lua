-- Removes a second factor. With the last one go the recovery codes and the trust in devices.
-- KEYS[1] the second factors
-- KEYS[2] the outbox of the shard
-- KEYS[3] the account
-- KEYS[4] its links with providers
-- ARGV[1] 'totp', or 'key:' and the id of a passkey
-- ARGV[2] 1 if the account has to keep one, else 0
-- ARGV[3] the owner
-- ARGV[4] how many entries the outbox keeps
-- ARGV[5] 1 if who has the address can log in by mail, else 0
-- Returns { 'OK' }; { 'NONE' }: there is no such factor; { 'LAST' }: it is the only one, and the account has to keep one;
-- { 'LOCKED' }: nothing else opens the account.
-- Costs O(factors).
-- @include base/surely
-- @include base/whole
-- @include account/factor
-- @include account/notice
local kept = whole(ARGV[4])
local fields = factor_fields(KEYS[1])
if not fields[ARGV[1]] then return { 'NONE' } end
local left = #factors_of(fields) - 1
if left == 0 and ARGV[2] == '1' then return { 'LAST' } end
local keys_left = #fields_with(fields, 'key:') - (ARGV[1] == 'totp' and 0 or 1)
local opens = ARGV[5] == '1' or keys_left > 0 or redis.call('HEXISTS', KEYS[3], 'password') == 1 or redis.call('HLEN', KEYS[4]) > 0
if not opens then return { 'LOCKED' } end
if left == 0 then
  redis.call('DEL', KEYS[1])
elseif ARGV[1] == 'totp' then
  surely('HDEL', KEYS[1], 'totp', 'totpAt', 'totpStep', 'trust')
else
  local id = string.sub(ARGV[1], 5)
  surely('HDEL', KEYS[1], ARGV[1], 'count:' .. id, 'name:' .. id, 'used:' .. id, 'trust')
end
add_notice(KEYS[2], kept, 'SECOND_FACTOR_WAS_REMOVED', ARGV[3])
return { 'OK' }

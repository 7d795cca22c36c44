-- Removes a second factor. With the last one go the recovery codes and the trust in devices.
-- KEYS[1] the second factors
-- KEYS[2] the outbox of the shard
-- ARGV[1] 'totp', or 'key:' and the id of a passkey
-- ARGV[2] 1 if the account has to keep one, else 0
-- ARGV[3] the owner
-- ARGV[4] how many entries the outbox keeps
-- Returns { 'OK' }; { 'NONE' }: there is no such factor; { 'LAST' }: it is the only one, and the account has to keep one.
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

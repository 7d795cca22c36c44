-- Takes a link with a provider from an account, unless its owner could not log in any more. The owner is told.
-- KEYS[1] the links of the account
-- KEYS[2] the account
-- KEYS[3] its second factors
-- KEYS[4] the outbox of the shard
-- ARGV[1] the provider
-- ARGV[2] 1 if who has the address can log in by mail, else 0
-- ARGV[3] the owner
-- ARGV[4] how many entries the outbox keeps
-- Returns { 'OK', the link }; { 'NONE' }: there is none; { 'LAST' }: nothing else opens the account.
-- Costs O(factors).
-- @include base/surely
-- @include base/whole
-- @include account/factor
-- @include account/notice
local kept = whole(ARGV[4])
local link = redis.call('HGET', KEYS[1], ARGV[1])
if not link then return { 'NONE' } end
local others = redis.call('HLEN', KEYS[1]) - 1
local opens = ARGV[2] == '1' or others > 0 or redis.call('HEXISTS', KEYS[2], 'password') == 1
if not opens and #fields_with(factor_fields(KEYS[3]), 'key:') == 0 then return { 'LAST' } end
surely('HDEL', KEYS[1], ARGV[1])
add_notice(KEYS[4], kept, 'PROVIDER_WAS_UNLINKED', ARGV[3])
return { 'OK', link }

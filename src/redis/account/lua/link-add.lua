-- Links an account with an identity at a provider that it has claimed, unless it has another one there. Its owner is told.
-- KEYS[1] the account
-- KEYS[2] its links
-- KEYS[3] the outbox of the shard
-- ARGV[1] the provider
-- ARGV[2] the link, as JSON
-- ARGV[3] 1 if the account's address has to be proven, else 0
-- ARGV[4] how many links an account may have
-- ARGV[5] the owner
-- ARGV[6] how many entries the outbox keeps
-- ARGV[7] the token of the claim
-- Returns { 'OK' }; { 'NONE' }: there is no such account; { 'UNPROVEN' }: its address is not; { 'EXISTS' }: it has another identity there;
-- { 'LIMIT' }: it has too many links; { 'CHANGED' }: the claim is void.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
-- @include account/claim
-- @include account/notice
local most, kept = whole(ARGV[4]), whole(ARGV[6])
local account = redis.call('HMGET', KEYS[1], 'email', 'verifiedAt', 'claim')
if not account[1] then return { 'NONE' } end
if ARGV[3] == '1' and not account[2] then return { 'UNPROVEN' } end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return { 'EXISTS' } end
if redis.call('HLEN', KEYS[2]) >= most then return { 'LIMIT' } end
if not has_claim(account[3], ARGV[7]) then return { 'CHANGED' } end
surely('HSET', KEYS[2], ARGV[1], ARGV[2])
surely('HDEL', KEYS[1], 'claim')
add_notice(KEYS[3], kept, 'PROVIDER_WAS_LINKED', ARGV[5])
return { 'OK' }

-- Gives an account the address that a proof of it was mailed to. The former one is kept for a while, to be told.
-- KEYS[1] the proof
-- KEYS[2] the account
-- KEYS[3] the account's access
-- KEYS[4] the outbox of the shard
-- KEYS[5] the former address
-- ARGV[1] 'link' or 'code'
-- ARGV[2] the digest of the link's secret, or of the code
-- ARGV[3] the digest of the challenge, for a code
-- ARGV[4] how many codes may be tried
-- ARGV[5] the new address
-- ARGV[6] the owner
-- ARGV[7] the time in milliseconds since 1970
-- ARGV[8] how many entries the outbox keeps
-- ARGV[9] for how many seconds the former address is kept
-- Returns { 'OK', former address } or { 'WRONG' }.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
-- @include session/access-change
-- @include account/judge-proof
-- @include account/notice
local kept, seconds = whole(ARGV[8]), whole(ARGV[9])
local fields = proof_fields(KEYS[1])
if not is_proof(fields, ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])) or fields[7] ~= ARGV[5] then return { 'WRONG' } end
local email, access = redis.call('HGET', KEYS[2], 'email'), redis.call('GET', KEYS[3])
if not email or email ~= fields[4] or not access or access_is_disabled(access) then return { 'WRONG' } end
redis.call('DEL', KEYS[1])
surely('HSET', KEYS[2], 'email', ARGV[5], 'verifiedAt', ARGV[7])
redis.call('PERSIST', KEYS[2])
redis.call('PERSIST', KEYS[3])
redis.call('SET', KEYS[5], email, 'EX', seconds)
add_notice(KEYS[4], kept, 'EMAIL_WAS_CHANGED', ARGV[6])
return { 'OK', email }

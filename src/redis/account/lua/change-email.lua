-- Gives an account the address that a proof of it was mailed to, by whose words the directory finds it from then on. The former one is
-- kept for a while, to be told.
-- KEYS[1] the proof
-- KEYS[2] the account
-- KEYS[3] the account's access
-- KEYS[4] the outbox of the shard
-- KEYS[5] the former address
-- KEYS[6] the accounts of its shard
-- KEYS[7] the words of its shard
-- ARGV[1] 'link' or 'code'
-- ARGV[2] the digest of the link's secret, or of the code
-- ARGV[3] the digest of the challenge, for a code
-- ARGV[4] how many codes may be tried
-- ARGV[5] the new address
-- ARGV[6] the owner
-- ARGV[7] the time in milliseconds since 1970
-- ARGV[8] how many entries the outbox keeps
-- ARGV[9] for how many seconds the former address is kept
-- ARGV[10] its id
-- ARGV[11] when it was made, in milliseconds since 1970
-- ARGV[12] its name, as it was when the words were made, or ''
-- ARGV[13] the words of its new address and its name
-- ARGV[14] how many characters the end of a word has at least
-- ARGV[15] how many ends it has at most
-- ARGV[16] the token of the claim of the new address
-- Returns { 'OK', former address }; { 'CHANGED' }: the name is another by now, or the claim is void; { 'WRONG' }.
-- Costs O(log n) of the shard's accounts for each end.
-- @include base/in-chunks
-- @include base/surely
-- @include base/whole
-- @include account/directory
-- @include session/access-change
-- @include account/claim
-- @include account/judge-proof
-- @include account/notice
local kept, seconds, made_at = whole(ARGV[8]), whole(ARGV[9]), whole(ARGV[11])
local least, most = whole(ARGV[14]), whole(ARGV[15])
local fields = proof_fields(KEYS[1])
if not is_proof(fields, ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])) or fields[7] ~= ARGV[5] then return { 'WRONG' } end
local email, name, note = unpack(redis.call('HMGET', KEYS[2], 'email', 'displayName', 'claim'))
local access = redis.call('GET', KEYS[3])
if not email or email ~= fields[4] or not access or access_is_disabled(access) then return { 'WRONG' } end
if (name or '') ~= ARGV[12] or not has_claim(note, ARGV[16]) then return { 'CHANGED' } end
local former = redis.call('HGET', KEYS[2], 'words')
local gone = former and former ~= ARGV[13] and ends_of(former, ARGV[10], least, most) or {}
local ends = ends_of(ARGV[13], ARGV[10], least, most)
redis.call('DEL', KEYS[1])
surely('HSET', KEYS[2], 'email', ARGV[5], 'verifiedAt', ARGV[7], 'words', ARGV[13])
surely('HDEL', KEYS[2], 'claim')
redis.call('PERSIST', KEYS[2])
redis.call('PERSIST', KEYS[3])
if #gone > 0 then in_chunks('ZREM', KEYS[7], gone) end
list_account(KEYS[6], KEYS[7], ARGV[10], made_at, ends)
redis.call('SET', KEYS[5], email, 'EX', seconds)
add_notice(KEYS[4], kept, 'EMAIL_WAS_CHANGED', ARGV[6])
return { 'OK', email }

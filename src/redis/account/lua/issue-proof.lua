-- Gives a proof that was asked for its link and its code, when the mail is about to be sent. Those of an earlier try are void.
-- KEYS[1] the proof
-- ARGV[1] the digest of the challenge that it was asked with
-- ARGV[2] the digest of the link's secret
-- ARGV[3] the digest of the code
-- ARGV[4] for how many seconds it holds
-- Returns { 'OK', e-mail address of the account, the one that is to take its place or '' }, or { 'NONE' }: it was not asked for, or again
-- since.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local ttl = whole(ARGV[4])
local asked = redis.call('HMGET', KEYS[1], 'challenge', 'email', 'newEmail')
if asked[1] ~= ARGV[1] or not asked[2] then return { 'NONE' } end
surely('HSET', KEYS[1], 'link', ARGV[2], 'code', ARGV[3], 'tries', 0)
redis.call('EXPIRE', KEYS[1], ttl)
return { 'OK', asked[2], asked[3] or '' }

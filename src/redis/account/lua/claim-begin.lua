-- Notes that an account is about to get something that one account has alone. What it was about to get before it gets no more.
-- KEYS[1] the account
-- ARGV[1] the token of the claim
-- ARGV[2] the key that is to lead to the account
-- Returns { 'OK', the key of the note before or '' }, or { 'NONE' }: there is no such account.
-- Costs O(1).
-- @include base/now
-- @include base/surely
-- @include account/claim
local email, note = unpack(redis.call('HMGET', KEYS[1], 'email', 'claim'))
if not email then return { 'NONE' } end
local _, _, before = claim_in(note)
surely('HSET', KEYS[1], 'claim', ARGV[1] .. ' ' .. string.format('%.0f', now_ms()) .. ' ' .. ARGV[2])
return { 'OK', before or '' }

-- Drops the note that an account is about to get something, if it is of this claim.
-- KEYS[1] the account
-- ARGV[1] the token of the claim
-- Returns how many notes were dropped.
-- Costs O(1).
-- @include base/surely
-- @include account/claim
if not has_claim(redis.call('HGET', KEYS[1], 'claim'), ARGV[1]) then return 0 end
return surely('HDEL', KEYS[1], 'claim')

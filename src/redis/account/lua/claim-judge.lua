-- Reads what an account has that one account has alone. A note that it is about to get something is void if it is older than that takes:
-- from then on the account cannot get it by that claim.
-- KEYS[1] the account
-- KEYS[2] its access
-- KEYS[3] its links with providers
-- ARGV[1] the key of what is asked for
-- ARGV[2] for how many milliseconds a claim is under way at most
-- Returns { 'CLAIMS' }: it is about to get it; { 'NONE' }: there is no such account; { 'OK', its e-mail address, its user name or '', its
-- links... }.
-- Costs O(links).
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include account/claim
local most = whole(ARGV[2])
local email, name, note = unpack(redis.call('HMGET', KEYS[1], 'email', 'logInName', 'claim'))
local links = redis.call('HVALS', KEYS[3])
if not email or not redis.call('GET', KEYS[2]) then return { 'NONE' } end
local found = { 'OK', email, name or '', unpack(links) }
local _, at, key = claim_in(note)
if key == ARGV[1] then
  if now_ms() - at < most then return { 'CLAIMS' } end
  surely('HDEL', KEYS[1], 'claim')
end
return found

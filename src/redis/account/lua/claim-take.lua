-- Gives something that one account has alone to an account, unless it changed hands since the caller has read whose it is.
-- KEYS[1] whose it is
-- KEYS[2] by which claim
-- ARGV[1] the account
-- ARGV[2] the token of the claim
-- ARGV[3] whose it was, or '' for nobody's
-- ARGV[4] by which claim, or '' if that is not known any more
-- ARGV[5] for how many seconds the token is kept
-- Returns { 'OK' }, or { 'CHANGED' }.
-- Costs O(1).
-- @include base/whole
local seconds = whole(ARGV[5])
local holder, token = redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[2]) or ''
if holder ~= ARGV[3] or token ~= ARGV[4] then return { 'CHANGED' } end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'EX', seconds)
return { 'OK' }

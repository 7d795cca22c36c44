-- Takes an API key from an account.
-- KEYS[1] the API keys of the account
-- ARGV[1] the name of the key
-- ARGV[2] what its streams are told by, as JSON
-- ARGV[3] the channel of ends
-- Returns { 'OK' }, or { 'NONE' }: the account has no such key.
-- Costs O(1).
-- @include account/api-key
if redis.call('HEXISTS', KEYS[1], 'hash:' .. ARGV[1]) == 0 then return { 'NONE' } end
drop_api_key(KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[2])
return { 'OK' }

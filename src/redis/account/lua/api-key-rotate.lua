-- Gives an API key another secret and its whole lifetime anew. The secret before counts for a while.
-- KEYS[1] the API keys of the account
-- ARGV[1] the name of the key
-- ARGV[2] the digest of the new secret
-- ARGV[3] for how many milliseconds the key counts from now on
-- ARGV[4] for how many milliseconds the secret before counts
-- Returns { 'OK' }, or { 'NONE' }: the account has no such key, or it has run out.
-- Costs O(1).
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include account/api-key
local lasts, overlap, name = whole(ARGV[3]), whole(ARGV[4]), ARGV[1]
local now = now_ms()
local fields = redis.call('HMGET', KEYS[1], 'hash:' .. name, 'ends:' .. name)
if not fields[1] or (tonumber(fields[2]) or 0) <= now then return { 'NONE' } end
local ends = now + lasts
surely('HSET', KEYS[1], 'hash:' .. name, ARGV[2], 'ends:' .. name, string.format('%.0f', ends), 'old:' .. name, fields[1],
  'until:' .. name, string.format('%.0f', now + overlap))
keep_api_keys(KEYS[1], ends)
return { 'OK' }

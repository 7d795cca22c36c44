-- Gives an account an API key, and drops those that have run out. Its owner is told.
-- KEYS[1] the account's access
-- KEYS[2] its API keys
-- KEYS[3] the outbox of the shard
-- ARGV[1] the name of the key
-- ARGV[2] the digest of its secret
-- ARGV[3] what it is called and may do, as JSON
-- ARGV[4] for how many milliseconds it counts
-- ARGV[5] how many an account may have
-- ARGV[6] the owner
-- ARGV[7] how many entries the outbox keeps
-- Returns { 'OK', now, when it runs out }; { 'NONE' }: the account is missing or disabled; { 'LIMIT' }: it has too many.
-- Costs O(API keys of the account).
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include account/api-key
-- @include account/notice
-- @include session/access-change
local lasts, most, kept = whole(ARGV[4]), whole(ARGV[5]), whole(ARGV[7])
local access = redis.call('GET', KEYS[1])
if not access or access_is_disabled(access) then return { 'NONE' } end
local now, live, over = now_ms(), 0, {}
for name, ends in pairs(api_keys_of(KEYS[2])) do
  if ends <= now then over[#over + 1] = name else live = live + 1 end
end
if live >= most then return { 'LIMIT' } end
local ends = now + lasts
local text = string.format('%.0f', ends)
for _, name in ipairs(over) do drop_api_key(KEYS[2], name) end
surely('HSET', KEYS[2], 'hash:' .. ARGV[1], ARGV[2], 'ends:' .. ARGV[1], text, 'spec:' .. ARGV[1], ARGV[3])
keep_api_keys(KEYS[2], ends)
add_notice(KEYS[3], kept, 'API_KEY_WAS_ADDED', ARGV[6])
return { 'OK', now, ends }

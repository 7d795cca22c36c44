-- Sets an account's roles. They hold from the next request on, and its tokens are due to be rotated.
-- KEYS: access
-- ARGV: roles, with commas between
-- Returns 1 where they changed, 0 where they were so before, -1 where there is no such account. Constant cost.
-- @include session/pass
local access = redis.call('GET', KEYS[1])
if not access then return -1 end
if string.sub(access, 14) == ARGV[1] then return 0 end
redis.call('SET', KEYS[1], string.sub(access, 1, 7) .. next_count(string.sub(access, 8, 13)) .. ARGV[1], 'KEEPTTL')
note_change(key_start(KEYS[1]))
return 1

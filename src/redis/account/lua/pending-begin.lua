-- Notes a log-in that still needs a second factor. Those that are over go, and of too many the one that ends first.
-- KEYS[1] the pending log-ins: by name the millisecond of its end in 13 digits, the digit of its tries, the digest of its secret
-- ARGV[1] its name
-- ARGV[2] the digest of its secret
-- ARGV[3] for how many milliseconds it holds
-- ARGV[4] how many an account may have
-- Returns the millisecond of its end.
-- Costs O(pending log-ins of the account).
-- @include base/now
-- @include base/surely
-- @include base/whole
local milliseconds, most = whole(ARGV[3]), whole(ARGV[4])
local now = now_ms()
local stored, gone, live = redis.call('HGETALL', KEYS[1]), {}, {}
for at = 1, #stored, 2 do
  local ends = tonumber(string.sub(stored[at + 1], 1, 13)) or 0
  if ends <= now then gone[#gone + 1] = stored[at] else live[#live + 1] = { ends, stored[at] } end
end
table.sort(live, function(a, b) return a[1] < b[1] end)
for at = 1, #live - most + 1 do gone[#gone + 1] = live[at][2] end
if #gone > 0 then redis.call('HDEL', KEYS[1], unpack(gone)) end
surely('HSET', KEYS[1], ARGV[1], string.format('%013.0f', now + milliseconds) .. '0' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], milliseconds)
return string.format('%.0f', now + milliseconds)

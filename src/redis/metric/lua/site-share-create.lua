-- Keeps a share link of a site. Those that have run out go first.
-- KEYS[1] the links of the site, by the digest of their token
-- ARGV[1] the digest
-- ARGV[2] when it runs out, in milliseconds since 1970; 0 for never
-- ARGV[3] what its password is judged by; - for none
-- ARGV[4] the rest, as JSON
-- ARGV[5] how many links a site has at most
-- Returns { 'OK', the link as it is stored } or { 'FULL' }: the site has as many already.
-- Costs O(links).
-- @include base/now
-- @include base/surely
-- @include base/whole

local links, expires, most, now = KEYS[1], whole(ARGV[2]), whole(ARGV[5]), now_ms()
local stored, over = redis.call('HGETALL', links), {}
for at = 1, #stored, 2 do
  local ends = tonumber(stored[at + 1]:match('^%d+') or 0)
  if ends > 0 and ends <= now then over[#over + 1] = stored[at] end
end
if #stored / 2 - #over >= most then return { 'FULL' } end
for _, digest in ipairs(over) do surely('HDEL', links, digest) end
local text = string.format('%d %d %s %s', expires, now, ARGV[3], ARGV[4])
surely('HSET', links, ARGV[1], text)
return { 'OK', text }

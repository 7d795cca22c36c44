-- Judges a share link: whether there is one, and whether the password fits. It counts wrong passwords, so that many at once are not many
-- guesses.
-- KEYS[1] the links of the site, by the digest of their token
-- KEYS[2] how many wrong passwords came from the caller's network
-- ARGV[1] the digest
-- ARGV[2] what the password is judged by; '' for none
-- ARGV[3] how many wrong ones may come
-- ARGV[4] for how many milliseconds they count
-- Returns { 'OK', the link as it is stored }, { 'NONE' }: there is no such link, or it has run out, { 'PASSWORD' }: it needs one,
-- { 'WRONG' }: it needs another one, or { 'WAIT', milliseconds } after too many.
-- Costs O(1).
-- @include base/now
-- @include base/surely
-- @include base/whole

local given, most, counted_ms = ARGV[2], whole(ARGV[3]), whole(ARGV[4])
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then return { 'NONE' } end
local expires, proof = text:match('^(%d+) %d+ (%S+) ')
if not expires or (tonumber(expires) > 0 and tonumber(expires) <= now_ms()) then return { 'NONE' } end
if proof == '-' then return { 'OK', text } end
if given == '' then return { 'PASSWORD' } end
local wrong = whole(redis.call('GET', KEYS[2]) or '0')
if wrong >= most then return { 'WAIT', math.max(1, redis.call('PTTL', KEYS[2])) } end
if given == proof then return { 'OK', text } end
surely('SET', KEYS[2], string.format('%d', wrong + 1), 'PX', wrong > 0 and math.max(1, redis.call('PTTL', KEYS[2])) or counted_ms)
return { 'WRONG' }

#!lua flags=allow-oom
-- Gives the oldest dead letters of a group out again, with all their attempts, or deletes them. It also runs while Redis is out of
-- memory: what it deletes is freed, and what it gives out is bounded.
-- KEYS[1] the topic's base
-- ARGV[1] group
-- ARGV[2] TTL of an unused group in ms
-- ARGV[3] the topic's channel
-- ARGV[4] r to give them out again, d to delete them
-- ARGV[5] how many
-- ARGV[6] how many may be on their way back
-- Returns how many there were.
-- Costs O(log n) per letter.
-- @include base/publish
-- @include base/surely
-- @include base/whole
-- @include message/group
local again = ARGV[4] == 'r'
local count = whole(ARGV[5])
if again then count = math.min(count, whole(ARGV[6]) - redis.call('HLEN', back)) end
if count <= 0 then return 0 end
local letters = redis.call('XRANGE', dead, '-', '+', 'COUNT', count)
local bytes = 0
for _, letter in ipairs(letters) do
  local cursor, payload = letter[2][2] or '', letter[2][8] or ''
  bytes = bytes + #payload
  surely('XDEL', dead, letter[1])
  if again then
    surely('HSET', back, cursor, payload)
    note(cursor, 0)
    set_due(cursor, now)
  end
end
if #letters > 0 then
  surely('HINCRBY', places, 'dead', -bytes)
  redis.call('PEXPIRE', places, unused_ms)
  if again then
    redis.call('PEXPIRE', back, unused_ms)
    publish(ARGV[3], 'again')
  end
end
return #letters

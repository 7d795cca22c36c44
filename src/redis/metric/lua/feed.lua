-- Appends events to their sites' feeds, several to an entry. Events are numbered without a gap, so that a reader knows how many
-- it missed; an entry's id is the number of its last event and the millisecond at which it came. By the latter a reader notices that a
-- number was given again after a crash or a failover.
-- KEYS[1..] for each site: the stream, and the hash of its last number and of the millisecond at which the numbering began
-- ARGV[1] how many events are kept
-- ARGV[2] time to live of the stream (s)
-- ARGV[3] time to live of the numbering (s)
-- ARGV[4..] for each site: how many events come, and their JSON list
-- Returns nothing.
-- Costs 6 commands per site.
-- @include base/now
-- @include base/surely
-- @include base/whole

local kept, ttl, numbering_ttl = whole(ARGV[1]), whole(ARGV[2]), whole(ARGV[3])
local now, counts = now_ms(), {}
for at = 4, #ARGV, 2 do counts[#counts + 1] = whole(ARGV[at]) end
for site = 1, #KEYS / 2 do
  local stream, meta = KEYS[site * 2 - 1], KEYS[site * 2]
  surely('HSETNX', meta, 'born', string.format('%d', now))
  local last = surely('HINCRBY', meta, 'last', counts[site] or 0)
  local oldest = string.format('%d-0', math.max(last - kept, 0))
  surely('XADD', stream, 'MINID', '~', oldest, string.format('%d-%d', last, now), 'e', ARGV[site * 2 + 3])
  redis.call('EXPIRE', stream, ttl)
  redis.call('EXPIRE', meta, numbering_ttl)
end

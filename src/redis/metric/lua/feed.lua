-- Appends events to their sites' feeds, several to an entry. Events are numbered without a gap, so that a reader knows how many
-- it missed; an entry's id is the number of its last event.
-- KEYS  for each site: the stream, and the hash of its last number and of the millisecond at which the numbering began
-- ARGV  how many events are kept, time to live (s), then for each site how many events come and their JSON list
-- Returns nothing. Costs 6 commands a site.
-- @include base/now
local kept, ttl = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = now_ms()
for site = 1, #KEYS / 2 do
  local stream, meta = KEYS[site * 2 - 1], KEYS[site * 2]
  redis.call('HSETNX', meta, 'born', string.format('%d', now))
  local last = redis.call('HINCRBY', meta, 'last', ARGV[site * 2 + 1])
  local oldest = string.format('%d-0', math.max(last - kept, 0))
  redis.call('XADD', stream, 'MINID', '~', oldest, string.format('%d-0', last), 'e', ARGV[site * 2 + 2])
  redis.call('EXPIRE', stream, ttl)
  redis.call('EXPIRE', meta, ttl * 200)
end

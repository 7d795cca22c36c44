-- Appends events to their sites' feeds, several to an entry. Events are numbered without a gap, so that a reader knows how many
-- it missed; an entry's id is the number of its last event.
-- KEYS  for each site: the stream, its last number
-- ARGV  how many events are kept, time to live (s), then for each site how many events come and their JSON list
-- Returns each site's last number. Costs 4 commands a site.

local kept, ttl = tonumber(ARGV[1]), tonumber(ARGV[2])
local results = {}
for site = 1, #KEYS / 2 do
  local stream, number = KEYS[site * 2 - 1], KEYS[site * 2]
  local last = redis.call('INCRBY', number, ARGV[site * 2 + 1])
  local oldest = string.format('%d-0', math.max(last - kept, 0))
  redis.call('XADD', stream, 'MINID', '~', oldest, string.format('%d-0', last), 'e', ARGV[site * 2 + 2])
  redis.call('EXPIRE', stream, ttl)
  redis.call('EXPIRE', number, ttl * 200)
  results[site] = last
end
return results

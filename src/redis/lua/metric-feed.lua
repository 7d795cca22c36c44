-- Appends events to their sites' feeds. Entries are numbered without a gap, so that a reader knows how many it missed.
-- KEYS  for each site: the stream, its last number
-- ARGV  greatest length, time to live (s), then for each event the place of its stream in KEYS and its text
-- Returns a 1 for each event. Costs a command an event and 3 a site.

local results, sites = {}, {}
for index = 3, #ARGV, 2 do
  local place = tonumber(ARGV[index])
  sites[place] = (sites[place] or 0) + 1
end
for place, count in pairs(sites) do sites[place] = redis.call('INCRBY', KEYS[place + 1], count) - count end
for index = 3, #ARGV, 2 do
  local place = tonumber(ARGV[index])
  sites[place] = sites[place] + 1
  redis.call('XADD', KEYS[place], 'MAXLEN', '~', ARGV[1], string.format('%.0f-0', sites[place]), 'e', ARGV[index + 1])
  results[#results + 1] = 1
end
for place in pairs(sites) do
  redis.call('EXPIRE', KEYS[place], ARGV[2])
  redis.call('EXPIRE', KEYS[place + 1], ARGV[2] * 200)
end
return results

-- Has every process read the policies again, and forget its local blocks.
-- @include base/surely

-- Gives `key` a new version. It goes with the clock, so that none comes again after Redis has lost its data.
local function renew(key)
  local time = redis.call('TIME')
  local version = math.max(time[1] * 1000000 + time[2], (tonumber(surely('GET', key)) or 0) + 1)
  redis.call('SET', key, string.format('%d', version))
end

-- Gives when a call arrives and what follows from it: the day, since when minutes are kept, since when events are live.
-- Takes ARGV[1]
-- @include base/now
-- @include metric/limits
-- @include metric/time

local now = now_ms()
local today = floor(now / DAY)
local imported = ARGV[1] == '1'
local minutesSince = floor((now - MINUTE_TTL * 1000 + HOUR) / QUARTER) * QUARTER
local liveSince = imported and math.huge or now - LIVE_LATE_MS

-- Gives the limits of counting, which are `metricLimits` in bucket.ts.
-- Takes ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14], ARGV[15]

local GAP_MS, LIVE_LATE_MS = tonumber(ARGV[2]), tonumber(ARGV[3])
local LIVE_TTL, MINUTE_TTL, HOUR_TTL, DAY_TTL = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local JOURNAL_TTL, SEEN_TTL = tonumber(ARGV[8]), tonumber(ARGV[9])
local ENTRIES_MAX, VALUES_KEPT, WORK_MAX = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local SITE_KEYS_MAX, SITE_BYTES_MAX, PROFILES_MAX = tonumber(ARGV[13]), tonumber(ARGV[14]), tonumber(ARGV[15])
assert(GAP_MS and LIVE_LATE_MS and LIVE_TTL and MINUTE_TTL and HOUR_TTL and DAY_TTL and JOURNAL_TTL and SEEN_TTL, 'a time is missing')
assert(ENTRIES_MAX and VALUES_KEPT and WORK_MAX and SITE_KEYS_MAX and SITE_BYTES_MAX and PROFILES_MAX, 'a limit is missing')

-- Gives the lengths of buckets in milliseconds, and what cuts time into them.

local MINUTE, QUARTER, HOUR, DAY = 60000, 900000, 3600000, 86400000
local floor = math.floor

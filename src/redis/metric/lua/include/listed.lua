-- Tells of a day whose buckets may have lapsed whether they have. Each shard lists the days that were ever counted, as bits; day 0 stands
-- for a list that has them all.

-- Whether a day of a shard was counted and has lapsed, wholly or in part; and whether it is not known if it was ever counted. `day` is
-- counted since 1970, '' for one that cannot have lapsed; `counts` names its counters.
local function lapsed(base, day, counts)
  if day == '' then return false, false end
  local key, days = base .. counts, base .. 'days'
  if redis.call('EXISTS', key) == 1 then return redis.call('HEXISTS', key, 'x') == 1, false end
  if redis.call('GETBIT', days, tonumber(day)) == 1 then return true, false end
  return false, redis.call('GETBIT', days, 0) == 0 and redis.call('EXISTS', days, base .. 'rev') > 0
end

-- Forward decay: what comes later weighs more, twice as much each half-life, so nothing has to be aged in place. `epoch_ms` is
-- the moment of which the counts are kept: from 2025 on they stay in a double for 80 years of half-lives of 30 days.
-- @include base/now
local function decayed_weight(weight, half_life_ms, epoch_ms)
  return tonumber(weight) * 2 ^ ((now_ms() - tonumber(epoch_ms)) / tonumber(half_life_ms))
end

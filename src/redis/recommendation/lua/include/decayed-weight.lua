-- Forward decay: what comes later weighs more, twice as much each half-life, so nothing has to be aged in place. From
-- 2025 on the numbers stay in a double for 80 years of half-lives of 30 days.
-- @include base/now
local function decayed_weight(weight, half_life_ms)
  return tonumber(weight) * 2 ^ ((now_ms() - 1735689600000) / tonumber(half_life_ms))
end

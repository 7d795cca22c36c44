-- The version of a cart after a change. A version goes on by the hundredths of a second since the change before, by 1 at least and 1,000 at
-- most, and that of a new cart begins with the clock. So what a crash or a failover of a second took back has other versions than what
-- comes after it, also if it was the whole cart, as long as that was less than 100 changes.
-- @include base/now
local most_step, first_below, most_version = 1000, 2 ^ 30, 2 ^ 31 - 1

-- `version` and `at` as the cart has them, or nil. Returns what the cart has of both from now on.
local function next_version(version, at)
  local now = math.floor(now_ms() / 10)
  local before, next = tonumber(version or ''), now % first_below
  if before then
    local step = math.min(math.max(now - (tonumber(at or '') or 0), 1), most_step)
    -- One that would be too large for an Int of GraphQL begins anew.
    if before + step <= most_version then next = before + step end
  end
  return string.format('%.0f', next), string.format('%.0f', now)
end

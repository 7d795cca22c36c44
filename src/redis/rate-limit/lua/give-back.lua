-- Gives units back that were taken for operations which a policy of another slot refused. What the clock has already brought
-- back since is not given back again, so that no policy ever admits too much.
-- KEYS[1..] one state a check, each once
-- ARGV[1] the policies as JSON, five values each, as in take.lua
-- ARGV[2] the checks as JSON, three values a key: the policy's number, the units that were taken, and the time of the taking in
--   microseconds
-- Returns how many checks had anything to give back.
-- Costs two commands a check, and one for each unit of a window.
-- @include base/now-us
-- @include base/surely
local now = now_us()
local policies = cjson.decode(ARGV[1])
local checks = cjson.decode(ARGV[2])

local held = {}
for index, key in ipairs(KEYS) do
  local cost, taken_at = checks[index * 3 - 1], string.format('%.0f', checks[index * 3])
  if policies[checks[index * 3 - 2] * 5 - 4] == 1 then
    held[index] = redis.call('ZRANGEBYSCORE', key, taken_at, taken_at, 'LIMIT', 0, cost)
  else
    held[index] = tonumber(redis.call('GET', key) or now) or now
  end
end

local given = 0
for index, key in ipairs(KEYS) do
  local at, cost, taken_at = checks[index * 3 - 2] * 5 - 4, checks[index * 3 - 1], checks[index * 3]
  if policies[at] == 1 then
    for _, member in ipairs(held[index]) do
      surely('ZREM', key, member)
    end
    given = given + math.min(1, #held[index])
  else
    local back = cost * policies[at + 1] - math.max(0, now - taken_at)
    local full = held[index] - back
    if held[index] > now and back > 0 then
      given = given + 1
      if full > now then
        redis.call('SET', key, string.format('%d', full), 'PX', string.format('%d', math.ceil((full - now) / 1000)))
      else
        redis.call('DEL', key)
      end
    end
  end
end
return given

-- Decides many operations at once; the checks of one operation are taken all or not at all.
--
-- KEYS   one state a check, the checks of an operation side by side
-- ARGV   1: how many policies follow; four arguments a policy: `g` (GCRA) or `s` (sliding window); its interval (g) or
--        window (s) in microseconds; what it admits at once (g) or in a window (s); `1` where it refuses, `0` where it
--        only counts. Then two arguments a key: the policy's number, negative where another check of the same operation
--        follows; and the units it asks for.
-- Returns one integer a check: the units left, or minus the milliseconds until the check could pass.
-- Costs two commands a GCRA check and four a window check. A window holds at most 1,000 entries.
-- @include now-us
local now = now_us()
local serial = 0

local policies = {}
local at = 1
for number = 1, tonumber(ARGV[1]) do
  policies[number] = {
    window = ARGV[at + 1] == 's',
    span = tonumber(ARGV[at + 2]),
    most = tonumber(ARGV[at + 3]),
    refuses = ARGV[at + 4] == '1',
  }
  at = at + 4
end

-- A state is the moment at which everything is available again. A moment further away than an empty bucket's comes
-- from another clock, a failed-over server's for one: it is brought back, and written, so that it runs out.
local function weigh_gcra(key, policy, cost)
  local ceiling = now + policy.most * policy.span
  local full_at = tonumber(redis.call('GET', key) or now)
  if full_at < now then
    full_at = now
  elseif full_at > ceiling then
    full_at = ceiling
    redis.call('SET', key, full_at, 'PX', math.ceil((full_at - now) / 1000))
  end
  local after = full_at + cost * policy.span
  if after > ceiling then
    return -math.max(1, math.ceil((after - ceiling) / 1000))
  end
  return math.floor((ceiling - after) / policy.span), after
end

local function take_gcra(key, _, _, after)
  redis.call('SET', key, after, 'PX', math.ceil((after - now) / 1000))
end

local function weigh_window(key, policy, cost)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - policy.span)
  local used = redis.call('ZCARD', key)
  if used + cost <= policy.most then
    return policy.most - used - cost, true
  end
  -- Entries of the future are another clock's, as above: they count as made now.
  local ahead = redis.call('ZRANGEBYSCORE', key, '(' .. string.format('%.0f', now), '+inf')
  for _, member in ipairs(ahead) do
    redis.call('ZADD', key, now, member)
  end
  if #ahead > 0 then
    redis.call('PEXPIRE', key, math.ceil(policy.span / 1000))
  end
  local index = math.min(used, used + cost - policy.most) - 1
  local blocking = redis.call('ZRANGE', key, index, index, 'WITHSCORES')
  local free_at = blocking[2] and (tonumber(blocking[2]) + policy.span) or (now + policy.span)
  return -math.max(1, math.ceil((free_at - now) / 1000))
end

local function take_window(key, policy, cost)
  for _ = 1, cost do
    -- A clock that was set back can meet a name again; an entry that replaced another would be one too few.
    repeat
      serial = serial + 1
      local added = redis.call('ZADD', key, 'NX', now, string.format('%.0f-%d', now, serial))
    until added == 1
  end
  redis.call('PEXPIRE', key, math.ceil(policy.span / 1000))
end

local answers = {}
local takes = {}
local first = 1
local passes = true
for index = 1, #KEYS do
  local number = tonumber(ARGV[at + index * 2 - 1])
  local policy = policies[math.abs(number)]
  local cost = tonumber(ARGV[at + index * 2])
  local weigh = policy.window and weigh_window or weigh_gcra
  local left, state = weigh(KEYS[index], policy, cost)
  answers[index] = left
  if state then
    takes[index] = { policy, cost, state }
  elseif policy.refuses then
    passes = false
  end
  if number > 0 then
    if passes then
      for each = first, index do
        local take = takes[each]
        if take then
          local run = take[1].window and take_window or take_gcra
          run(KEYS[each], take[1], take[2], take[3])
        end
      end
    end
    first = index + 1
    passes = true
  end
end
return answers

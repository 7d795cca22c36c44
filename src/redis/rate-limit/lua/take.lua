-- Decides many operations at once; the checks of one operation are taken all or not at all.
-- KEYS[1..] one state a check, the checks of an operation side by side
-- ARGV[1] the policies as JSON, five values each: 1 for a sliding window, 0 for GCRA; its window or interval in
--   microseconds; what it admits in a window or at once; 1 where it refuses, 0 where it only counts; how many units a check
--   of GCRA has to leave, which do not count as left
-- ARGV[2] the checks as JSON, two values a key: the policy's number, negative where another check of the same operation
--   follows; and the units that it requests
-- Returns one integer a check: the units left, or minus the milliseconds until the check could pass; and then the time at
--   which it took them, in microseconds.
-- Costs a read for a thousand keys, a write for a different GCRA key and five commands a window check, and one for each
-- entry of a window that it takes.
-- @include base/now-us
-- @include base/surely
local now = now_us()
local policies = cjson.decode(ARGV[1])
local checks = cjson.decode(ARGV[2])

-- What GCRA keys hold, read at once, changed here and written at the end: a key that many ask for is written once.
local full_at = {}
local changed = {}
local names = {}
for from = 1, #KEYS, 1000 do
  local to = math.min(from + 999, #KEYS)
  local held = redis.call('MGET', unpack(KEYS, from, to))
  for index = from, to do
    full_at[KEYS[index]] = tonumber(held[index - from + 1] or now) or now
  end
end

local function put(key, moment)
  full_at[key] = moment
  if not changed[key] then
    changed[key] = true
    names[#names + 1] = key
  end
end

-- A state is the moment at which everything is available again. A moment further away than an empty bucket's comes
-- from another clock, a failed-over server's for one: it is brought back, and written, so that it runs out.
local function weigh_gcra(key, span, most, cost, leaves)
  local ceiling = now + most * span
  local full = full_at[key]
  if full < now then
    full = now
  elseif full > ceiling then
    full = ceiling
    put(key, full)
  end
  local after = full + (cost + leaves) * span
  if after > ceiling then
    return -math.max(1, math.ceil((after - ceiling) / 1000))
  end
  return math.floor((ceiling - after) / span), full + cost * span
end

local function weigh_window(key, span, most, cost)
  surely('ZREMRANGEBYSCORE', key, '-inf', now - span)
  local used = surely('ZCARD', key)
  if used > 0 then
    -- Entries of the future are another clock's, as above: they count as made now.
    local ahead = surely('ZRANGEBYSCORE', key, '(' .. string.format('%.0f', now), '+inf')
    for _, member in ipairs(ahead) do
      surely('ZADD', key, now, member)
    end
    if #ahead > 0 then
      redis.call('PEXPIRE', key, math.ceil(span / 1000))
    end
  end
  if used + cost <= most then
    return most - used - cost, true
  end
  local index = math.min(used, used + cost - most) - 1
  local blocking = surely('ZRANGE', key, index, index, 'WITHSCORES')
  local free_at = (tonumber(blocking[2] or nil) or now) + span
  return -math.max(1, math.ceil((free_at - now) / 1000))
end

local serial = 0
local function take_window(key, span, cost)
  for _ = 1, cost do
    -- A clock that was set back can meet a name again; an entry that replaced another would be one too few.
    repeat
      serial = serial + 1
      local added = surely('ZADD', key, 'NX', now, string.format('%.0f-%d', now, serial))
    until added == 1
  end
  redis.call('PEXPIRE', key, math.ceil(span / 1000))
end

local answers = {}
local states = {}
local first = 1
local passes = true
for index = 1, #KEYS do
  local number, cost = checks[index * 2 - 1], checks[index * 2]
  local at = math.abs(number) * 5 - 4
  local weigh = policies[at] == 1 and weigh_window or weigh_gcra
  local left, state = weigh(KEYS[index], policies[at + 1], policies[at + 2], cost, policies[at + 4])
  answers[index] = left
  states[index] = state
  if not state and policies[at + 3] == 1 then
    passes = false
  end
  if number > 0 then
    if passes then
      for each = first, index do
        if states[each] == true then
          take_window(KEYS[each], policies[math.abs(checks[each * 2 - 1]) * 5 - 3], checks[each * 2])
        elseif states[each] then
          put(KEYS[each], states[each])
        end
      end
    end
    first = index + 1
    passes = true
  end
end

for _, key in ipairs(names) do
  local moment = full_at[key]
  -- Redis would write the numbers as well, but slowly, since it takes them for fractions.
  redis.call('SET', key, string.format('%d', moment), 'PX', string.format('%d', math.ceil((moment - now) / 1000)))
end
answers[#KEYS + 1] = now
return answers

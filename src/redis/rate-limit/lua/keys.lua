-- Reads the keys of a policy that requested most, or those that are blocked, and what is known of each.
-- KEYS[1] keys by the units they requested in the last hour
-- KEYS[2] the same of this hour
-- KEYS[3] keys by the units they were refused in the last hour
-- KEYS[4] the same of this hour
-- KEYS[5] blocked keys by the moment until which they are
-- ARGV[1] of how many keys
-- ARGV[2] which: '' for those that requested most, or the moment after which a key is blocked
-- ARGV[3] how many keys of each hour are looked at for those that requested most
-- Returns { key, units requested, units refused, the moment until which it is blocked or nothing, ... }, the most or the longest first.
-- Costs O(log n) per key that is looked at.
-- @include base/whole
local size = whole(ARGV[1])
local names = {}
if ARGV[2] ~= '' then
  names = redis.call('ZREVRANGEBYSCORE', KEYS[5], '+inf', '(' .. ARGV[2], 'LIMIT', 0, size)
else
  local sums, places = {}, {}
  for _, requested in ipairs({ KEYS[1], KEYS[2] }) do
    local list = redis.call('ZREVRANGE', requested, 0, whole(ARGV[3]) - 1, 'WITHSCORES')
    for at = 1, #list, 2 do
      local name = list[at]
      if not sums[name] then
        names[#names + 1], places[name] = name, #names
      end
      sums[name] = (sums[name] or 0) + list[at + 1]
    end
  end
  table.sort(names, function(a, b)
    if sums[a] ~= sums[b] then return sums[a] > sums[b] end
    return places[a] < places[b]
  end)
end

local function sum_of(before, now, name)
  return string.format('%.17g', (redis.call('ZSCORE', before, name) or 0) + (redis.call('ZSCORE', now, name) or 0))
end

local answer = {}
for at = 1, math.min(size, #names) do
  local place, name = 4 * at, names[at]
  answer[place - 3] = name
  answer[place - 2] = sum_of(KEYS[1], KEYS[2], name)
  answer[place - 1] = sum_of(KEYS[3], KEYS[4], name)
  answer[place] = redis.call('ZSCORE', KEYS[5], name)
end
return answer

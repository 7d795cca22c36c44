-- Reads a page of the topics, and what each holds.
-- KEYS[1] the names of all topics
-- ARGV[1] 'b' for a page that ends before a name, else ''
-- ARGV[2] the name after or before which it is, or ''
-- ARGV[3] how many topics
-- ARGV[4] what a topic's base is before its name: '' on a cluster, where each is in a slot of its own
-- ARGV[5] and what after it
-- ARGV[6] what a topic's channel is before its name
-- Returns { 1 if there are more, else 0, name, what message/report returns of it, how many listen to its channel, ... }; nothing in the
-- place of these two on a cluster, and of a topic that it could not read.
-- Costs O(topics), 6 small commands per topic of the page and 4 per group.
-- @include base/whole
-- @include message/report
local backwards, from, size = ARGV[1] == 'b', ARGV[2], whole(ARGV[3])

-- By their bytes: Lua compares texts as the server's locale does.
local function is_before(a, b)
  for at = 1, math.min(#a, #b) do
    local x, y = string.byte(a, at), string.byte(b, at)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local names = {}
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if from == '' or (backwards and is_before(name, from)) or (not backwards and is_before(from, name)) then
    names[#names + 1] = name
  end
end
table.sort(names, is_before)
local first = backwards and math.max(1, #names - size + 1) or 1
local answer = { #names > size and 1 or 0 }
for at = first, math.min(#names, first + size - 1) do
  local name = names[at]
  local is_read, report = false, nil
  if ARGV[4] ~= '' then is_read, report = pcall(report_of, ARGV[4] .. name .. ARGV[5]) end
  answer[#answer + 1] = name
  answer[#answer + 1] = is_read and report
  answer[#answer + 1] = is_read and redis.call('PUBSUB', 'NUMSUB', ARGV[6] .. name)[2]
end
return answer

-- How far visitors went along an ordered list of steps.
-- KEYS  journals, those of a visitor next to each other and in the order of their days
-- ARGV  beginning and end of the range (ms), how many steps, the steps, then for each visitor how many journals are theirs
-- Returns how many visitors reached each step.
-- Costs a range read a journal; the caller bounds the journals of a call.

local from, to, length = ARGV[1], '(' .. ARGV[2], tonumber(ARGV[3])
local reached = {}
for step = 1, length do reached[step] = 0 end
local key = 1
for visitor = 4 + length, #ARGV do
  local step = 1
  for _ = 1, tonumber(ARGV[visitor]) do
    if step <= length then
      for _, entry in ipairs(redis.call('ZRANGEBYSCORE', KEYS[key], from, to)) do
        if step <= length and entry:sub(9) == ARGV[3 + step] then
          reached[step] = reached[step] + 1
          step = step + 1
        end
      end
    end
    key = key + 1
  end
end
return reached

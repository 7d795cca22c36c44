-- Reads acts of a log of the audit that fit.
-- KEYS[1] the log
-- KEYS[2] the addresses of its acts
-- ARGV[1] b to go from the oldest to the newest, else from the newest on
-- ARGV[2] the id of the first to look at, or - or +
-- ARGV[3] the id of the last to look at, or - or +
-- ARGV[4] how many that fit, at most
-- ARGV[5] how many to look at, at most
-- ARGV[6] the account that they are about, or ''
-- ARGV[7] who did them, or ''
-- ARGV[8..] their kinds; all if none is given
-- Returns the id behind which to go on, or '' if there is nothing more; then for each act its id, { field, value, ... }, and the whole
-- address or nothing.
-- Costs O(acts that are looked at).
-- @include base/whole
local want, left = whole(ARGV[4]), whole(ARGV[5])
local kinds
for at = 8, #ARGV do
  kinds = kinds or {}
  kinds[ARGV[at]] = true
end

local function fits(act)
  return (ARGV[6] == '' or act.account == ARGV[6]) and (ARGV[7] == '' or act.by == ARGV[7])
    and (not kinds or kinds[act.kind])
end

local CHUNK = 100
local command, from, found = ARGV[1] == 'b' and 'XRANGE' or 'XREVRANGE', ARGV[2], 0
local answer = { '' }
while left > 0 and found < want do
  local count = math.min(CHUNK, left)
  local entries = redis.call(command, KEYS[1], from, ARGV[3], 'COUNT', count)
  for _, entry in ipairs(entries) do
    local act = {}
    for at = 1, #entry[2], 2 do act[entry[2][at]] = entry[2][at + 1] end
    if found < want and fits(act) then
      found = found + 1
      local whole_address = act.network ~= '' and redis.call('XRANGE', KEYS[2], entry[1], entry[1])[1]
      answer[#answer + 1] = entry[1]
      answer[#answer + 1] = entry[2]
      answer[#answer + 1] = whole_address and whole_address[2][2] or false
      answer[1] = entry[1]
    elseif found < want then
      answer[1] = entry[1]
    end
  end
  left = left - count
  if #entries < count then
    if found < want then answer[1] = '' end
    break
  end
  from = '(' .. answer[1]
end
return answer

-- Reads accounts of a shard in the order of their making.
-- KEYS[1] the accounts of the shard; each account and its access are derived from it as session/owner tells
-- ARGV[1] the place behind which to begin, or ''
-- ARGV[2] how many at most
-- ARGV[3] b to go from the oldest to the newest, else from the newest on
-- ARGV[4] what the owner of an account's sessions begins with, before the account's id
-- Returns for each account its place, { field, value, ... } or nothing if it cannot be read, and its access or nothing.
-- Costs O(accounts that are read).
-- @include account/stored-account
local start = string.sub(KEYS[1], 1, -1 - #'accounts') .. ARGV[4]
local places
if ARGV[3] == 'b' then
  local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
  places = redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, ARGV[2])
else
  local from = ARGV[1] == '' and '+' or '(' .. ARGV[1]
  places = redis.call('ZREVRANGEBYLEX', KEYS[1], from, '-', 'LIMIT', 0, ARGV[2])
end
local answer = {}
for _, place in ipairs(places) do
  local fields, access = stored_account(start, string.sub(place, 14))
  answer[#answer + 1] = place
  answer[#answer + 1] = fields
  answer[#answer + 1] = access
end
return answer

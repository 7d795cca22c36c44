-- Reads the accounts of a shard that have a word with a part that begins like a text.
-- KEYS[1] the words of the shard; each account and its access are derived from it as session/owner tells
-- ARGV[1] the text
-- ARGV[2] how many ends of words to look at, at most
-- ARGV[3] what the owner of an account's sessions begins with, before the account's id
-- Returns 1 if more ends begin so than were looked at, else 0; then for each account its id, { field, value, ... } or nothing if it
-- cannot be read, and its access or nothing.
-- Costs O(ends that are looked at).
-- @include base/whole
-- @include account/stored-account
local most = whole(ARGV[2])
local start = string.sub(KEYS[1], 1, -1 - #'account-words') .. ARGV[3]
local ends = redis.call('ZRANGEBYLEX', KEYS[1], '[' .. ARGV[1], '[' .. ARGV[1] .. '\255', 'LIMIT', 0, most + 1)
local answer, seen = { #ends > most and 1 or 0 }, {}
for at = 1, math.min(most, #ends) do
  local id = string.match(ends[at], '[^ ]*$')
  if not seen[id] then
    seen[id] = true
    local fields, access = stored_account(start, id)
    answer[#answer + 1] = id
    answer[#answer + 1] = fields
    answer[#answer + 1] = access
  end
end
return answer

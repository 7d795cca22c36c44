-- Writes down that the holder of an account does not agree to something any more.
-- KEYS[1] what it has agreed to, as account/give-consent writes it
-- ARGV[1] the subject and a blank
-- Returns { 'OK' }, or { 'NONE' }: it had not agreed.
-- Costs O(what it has agreed to).
-- @include base/now
-- @include base/surely
local stored, changes = redis.call('HGETALL', KEYS[1]), {}
for at = 1, #stored, 2 do
  local is_given = not string.find(stored[at + 1], ' ', 1, true)
  if is_given and string.sub(stored[at], 1, #ARGV[1]) == ARGV[1] then
    changes[#changes + 1] = stored[at]
    changes[#changes + 1] = stored[at + 1] .. ' ' .. string.format('%.0f', now_ms())
  end
end
if #changes == 0 then return { 'NONE' } end
surely('HSET', KEYS[1], unpack(changes))
return { 'OK' }

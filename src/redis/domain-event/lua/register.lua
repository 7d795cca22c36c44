-- Notes which domain events a reader wants, in the place of what it wanted before, and forgets readers that were not seen for long.
-- KEYS[1] the readers (hash: name -> milliseconds when it was seen, a blank, its types with commas between)
-- ARGV[1] its name
-- ARGV[2] its types with commas between; '' if it wants no more
-- ARGV[3] how many readers there may be
-- ARGV[4] milliseconds after which one that was not seen is forgotten
-- Returns { 'OK' }, or { 'FULL' }: there are too many.
-- Costs O(readers).
-- @include base/now
-- @include base/surely
-- @include base/whole
local name, types, most, kept_ms = ARGV[1], ARGV[2], whole(ARGV[3]), whole(ARGV[4])
local now, gone, others = now_ms(), {}, 0
local known = redis.call('HGETALL', KEYS[1])
for at = 1, #known, 2 do
  local seen = tonumber(string.match(known[at + 1], '^%d+') or nil) or 0
  if known[at] ~= name and seen + kept_ms < now then
    gone[#gone + 1] = known[at]
  elseif known[at] ~= name then
    others = others + 1
  end
end
if types ~= '' and others >= most then return { 'FULL' } end
for _, each in ipairs(gone) do surely('HDEL', KEYS[1], each) end
if types == '' then
  surely('HDEL', KEYS[1], name)
else
  surely('HSET', KEYS[1], name, string.format('%.0f', now) .. ' ' .. types)
end
return { 'OK' }

-- Erases what one shard of an experiment keeps of a visitor. Counts stay.
-- KEYS[1] shown (text of a record per visitor)
-- KEYS[2..] the hashes whose fields begin with a visitor
-- ARGV[1] the number of the visitor, as it is in `shown`
-- ARGV[2] the visitor, as in the hashes
-- ARGV[3] currencies, and the other units of what a visitor may have spent, with spaces between
-- Returns how many fields and records were erased.
-- Costs one command per hash, and a look through `shown`.
-- @include base/in-chunks
-- @include base/surely

local RECORD, WIDTH = 14, 13
local number, visitor = ARGV[1], ARGV[2]
local known = 0
local text = redis.call('GET', KEYS[1]) or ''
local at = #number == WIDTH and text:find(number, 1, true)
while at do
  if (at - 1) % RECORD == 0 then
    known = known + 1
    text = text:sub(1, at - 1) .. text:sub(at + RECORD)
    at = text:find(number, at, true)
  else
    at = text:find(number, at + 1, true)
  end
end
local fields = { visitor }
for unit in ARGV[3]:gmatch('%S+') do
  fields[#fields + 1] = visitor .. '|' .. unit
  fields[#fields + 1] = visitor .. '|' .. unit .. '|owed'
end
if known > 0 then surely('SET', KEYS[1], text, 'KEEPTTL') end
for index = 2, #KEYS do known = known + in_chunks('HDEL', KEYS[index], fields) end
return known

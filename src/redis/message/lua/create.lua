-- Makes a topic of some parts, or one of its parts, or keeps it for longer.
-- KEYS[1] the base of the topic, or of the part
-- ARGV[1] how many parts the topic has
-- ARGV[2] TTL of an unused topic in ms
-- ARGV[3] '1' for the topic itself, which must not have messages with another number of parts, else ''
-- Returns { 'OK' }, or { 'ILLEGAL_STATE', how many parts it has } if there is such a topic.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
local meta, parts, unused_ms = KEYS[1] .. 'meta', whole(ARGV[1]), whole(ARGV[2])
local last, known = unpack(surely('HMGET', meta, 'last', 'parts'))
local has = tonumber(known) or (last and 1) or parts
if ARGV[3] == '1' and has ~= parts then return { 'ILLEGAL_STATE', has } end
surely('HSET', meta, 'parts', string.format('%d', parts))
redis.call('PEXPIRE', meta, unused_ms)
return { 'OK' }

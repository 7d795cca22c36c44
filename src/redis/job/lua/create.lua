-- Makes a queue of some parts, or one of the parts of a queue.
-- KEYS[1] the base of the queue, or of the part
-- ARGV[1] how many parts the queue has
-- ARGV[2] '1' for the queue itself, which must not be there yet with another number of parts, else ''
-- Returns { 'OK' }, or { 'ILLEGAL_STATE', how many parts it has } if there is such a queue.
-- Costs O(1).
-- @include base/surely
-- @include base/whole
-- @include job/queue
local parts = whole(ARGV[1])
local seq, known = unpack(redis.call('HMGET', meta, 'seq', 'parts'))
local there = known or seq or redis.call('EXISTS', base .. 'schedules') == 1
if ARGV[2] == '1' and there and (tonumber(known) or 1) ~= parts then return { 'ILLEGAL_STATE', tonumber(known) or 1 } end
surely('HSET', meta, 'parts', string.format('%d', parts))
return { 'OK' }

-- Uses the link of a mail that shows an order: it is that session's from then on, and nobody else's.
-- KEYS[1] the link
-- ARGV[1] who uses it
-- Returns { 'OK', order }; else { 'NONE' }: there is no such link, or another session has used it.
-- Costs O(1).
local order, used = unpack(redis.call('HMGET', KEYS[1], 'order', 'by'))
if not order or (used and used ~= ARGV[1]) then return { 'NONE' } end
if not used then redis.call('HSET', KEYS[1], 'by', ARGV[1]) end
return { 'OK', order }

-- Takes a guest's cart away for a merge. It is kept aside under a name of its own until cart/lua/merge.lua has put it into
-- the account's, so that a crash between the two loses nothing and a repetition merges nothing twice.
-- KEYS: cart, taken
-- ARGV: channel, name of this merge, milliseconds to keep it aside
-- Returns the taken cart's fields with `merge`, the name it was first taken under; {} where there is nothing to merge.
-- Costs O(lines), at most 100.
if redis.call('EXISTS', KEYS[2]) == 0 then
  if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], 'merge', ARGV[2])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  redis.call('PUBLISH', ARGV[1], 'taken')
end
return redis.call('HGETALL', KEYS[2])

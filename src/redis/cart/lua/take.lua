-- Sets a guest's cart aside for a merge, under a name of its own until cart/lua/merge.lua has put it into the account's: a
-- crash between the two loses nothing, and a repetition merges nothing twice.
-- KEYS[1] the guest's cart
-- KEYS[2] where it is kept aside
-- ARGV[1] channel of the guest's cart
-- ARGV[2] name of this merge
-- ARGV[3] milliseconds to keep it aside
-- Returns the fields and values of the cart, with `merge`, the name it was first set aside under; {} if there is nothing to merge.
-- Costs O(lines), at most 100.
-- @include base/publish
-- @include base/surely
-- @include base/whole
local kept_ms = whole(ARGV[3])
if surely('HLEN', KEYS[2]) == 0 then
  if surely('HLEN', KEYS[1]) == 0 then return {} end
  redis.call('RENAME', KEYS[1], KEYS[2])
  surely('HSET', KEYS[2], 'merge', ARGV[2])
  redis.call('PEXPIRE', KEYS[2], kept_ms)
  publish(ARGV[1], 'taken')
end
return surely('HGETALL', KEYS[2])

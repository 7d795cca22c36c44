#!lua flags=allow-oom
-- Ends holds whose time is over, and forgets those that ended long ago.
-- It also runs while Redis is out of memory: it gives stock back.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] the holds
-- KEYS[4] the holds that keep stock, by their end
-- KEYS[5] the holds that have ended, by when they did
-- KEYS[6] what each shopper and address holds
-- KEYS[7] the hold of each cart
-- KEYS[8] products whose stock has turned
-- ARGV[1] how the channels of products begin
-- ARGV[2] holds to end, and to forget, at most
-- ARGV[3] milliseconds to remember ended holds
-- Returns how many it ended.
-- Costs O(holds * lines).
-- @include base/now
-- @include base/surely
-- @include inventory/inventory
local channel, most, now, plan = ARGV[1], tonumber(ARGV[2]), now_ms(), new_plan()
local old = redis.call('ZRANGEBYSCORE', settled_key, '-inf', now - tonumber(ARGV[3]), 'LIMIT', 0, most)
local ended = expire(plan, most, now)
write(plan, now, channel)
for _, id in ipairs(old) do
  surely('ZREM', settled_key, id)
  surely('HDEL', holds_key, id)
end
return ended

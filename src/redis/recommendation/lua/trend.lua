-- Counts what is wanted at present in shards of one slot, once per event and shard.
-- KEYS[1..] for each shard: the counts of its products, then the mark of this event
-- ARGV[1] weight of the event
-- ARGV[2] half-life in milliseconds
-- ARGV[3] the moment that the counts are kept as of, in milliseconds
-- ARGV[4] products of a shard at most
-- ARGV[5] milliseconds to keep the counts
-- ARGV[6] milliseconds to remember the event
-- ARGV[7..] for each shard: how many products, then these
-- Returns for each shard { 'OK' }, or { 'AGAIN' }: the event was counted before.
-- Costs O(products * log trending), at most 600 products.
-- @include base/surely
-- @include base/whole
-- @include recommendation/decayed-weight
local weight = decayed_weight(ARGV[1], ARGV[2], ARGV[3])
local most, ttl_ms, remember_ms = whole(ARGV[4]), whole(ARGV[5]), whole(ARGV[6])
local at, firsts, lasts, replies = 7, {}, {}, {}
assert(#KEYS % 2 == 0, 'a mark is missing')
for i = 1, #KEYS / 2 do
  firsts[i], lasts[i] = at + 1, at + whole(ARGV[at])
  at = lasts[i] + 1
  redis.call('ZCARD', KEYS[2 * i - 1])
  replies[i] = { redis.call('EXISTS', KEYS[2 * i]) == 1 and 'AGAIN' or 'OK' }
end
assert(at == #ARGV + 1, 'not as many products as announced')

for i, reply in ipairs(replies) do
  if reply[1] == 'OK' then
    local counts = KEYS[2 * i - 1]
    redis.call('SET', KEYS[2 * i], 1, 'PX', remember_ms)
    for place = firsts[i] or 1, lasts[i] or 0 do surely('ZINCRBY', counts, weight, ARGV[place]) end
    surely('ZREMRANGEBYRANK', counts, 0, -(most + 1))
    redis.call('PEXPIRE', counts, ttl_ms)
  end
end
return replies

-- Counts what an order sold, once an order, for the order BEST_SELLING.
-- KEYS: sold, mark of the order
-- ARGV: milliseconds to remember the mark, then SKU and quantity of each line
-- Returns 1, or 0 where the order was counted before. Costs O(lines * log products), at most 100 lines.
if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[1]) then return 0 end
for at = 2, #ARGV, 2 do redis.call('ZADD', KEYS[1], 'XX', 'INCR', ARGV[at + 1], ARGV[at]) end
return 1

#!lua flags=allow-oom
-- Adds to or takes from the stock on hand of one or several products, all or none, once for a key.
-- It also runs while Redis is out of memory: stock must be given back, and what it writes is bounded.
-- KEYS[1] pieces on hand, by SKU
-- KEYS[2] pieces reserved, by SKU
-- KEYS[3] what the key did
-- KEYS[4] products whose stock has turned
-- ARGV[1] how the channels of products begin
-- ARGV[2] milliseconds to remember the key; 0 for no key
-- ARGV[3] pieces on hand of a product at most
-- ARGV[4] with fewer pieces on hand the stock of a product is low
-- ARGV[5] the domain events to tell, as domain-event/tell-drawn takes them
-- ARGV[6..] for each product: SKU, delta
-- Returns { 'OK' }; else { 'AGAIN' }: the key did the same before; { 'CONFLICT' }: it did something else; { 'SHORT', SKU, available }:
--   less would be there than is reserved or than none at all; { 'FULL', SKU }: more than the most would be on hand.
-- Costs O(products), at most 100.
-- @include base/surely
-- @include base/whole
-- @include catalogue/announce
-- @include inventory/low
-- @include inventory/turned
local channel, keep_ms, max_on_hand = ARGV[1], whole(ARGV[2]), whole(ARGV[3])
local low, events = whole(ARGV[4]), ARGV[5]
local what = table.concat(ARGV, '\n', 6)
if keep_ms > 0 then
  local done = redis.call('GET', KEYS[3])
  if done then return { done == what and 'AGAIN' or 'CONFLICT' } end
end
local on_hand, before, order = {}, {}, {}
for at = 6, #ARGV, 2 do
  local sku, delta = ARGV[at], tonumber(ARGV[at + 1])
  if not on_hand[sku] then
    on_hand[sku] = tonumber(redis.call('HGET', KEYS[1], sku) or nil) or 0
    order[#order + 1] = sku
  end
  local available = on_hand[sku] - (tonumber(redis.call('HGET', KEYS[2], sku) or nil) or 0)
  before[sku] = before[sku] or { on_hand = on_hand[sku], available = available }
  if delta < 0 and available + delta < 0 then return { 'SHORT', sku, available } end
  if on_hand[sku] + delta > max_on_hand then return { 'FULL', sku } end
  on_hand[sku] = on_hand[sku] + delta
end
local turned = {}
for _, sku in ipairs(order) do
  local available = before[sku].available
  if has_turned(available, available + on_hand[sku] - before[sku].on_hand) then turned[#turned + 1] = sku end
end
-- Read first, so that a key that is not what it should be is met before anything is written.
redis.call('HLEN', KEYS[4])
for _, sku in ipairs(order) do
  surely('HSET', KEYS[1], sku, string.format('%.0f', on_hand[sku]))
  tell_low(KEYS[1], events, low, sku, before[sku].on_hand, on_hand[sku])
end
announce(channel, 'stock', order)
note_turned(KEYS[4], turned)
if keep_ms > 0 then redis.call('SET', KEYS[3], what, 'PX', keep_ms) end
return { 'OK' }

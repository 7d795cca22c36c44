-- Writes products and everything they are found by.
-- KEYS[1] the products, by SKU
-- KEYS[2] the texts that they are found by, by number
-- KEYS[3] the postings of all terms
-- KEYS[4] the number of each SKU
-- KEYS[5] the SKU of each number
-- KEYS[6] the names in their order
-- KEYS[7] the order by name
-- KEYS[8] the order by price
-- KEYS[9] the order by pieces sold
-- KEYS[10] pieces sold of what is not for sale, by SKU
-- KEYS[11] the terms that have bitmaps
-- KEYS[12] the bitmap of what is for sale; how the bitmaps of terms begin
-- KEYS[13] how the slices of the orders begin
-- ARGV[1] how the channels of products begin
-- ARGV[2] products that make a term frequent
-- ARGV[3] terms with bitmaps at most
-- ARGV[4] postings put into new bitmaps by one call
-- ARGV[5] one product in how many tells of terms that have become frequent
-- ARGV[6] `1` if all of the products must be new, else `0`
-- ARGV[7..] for each product: SKU, document (JSON), search text, sort name, price as a whole number, `1` if it is for sale, else `0`
-- Returns { 'OK', the time of creation of each product in milliseconds ... } or { 'TAKEN', SKU }.
-- Costs O(terms * log postings) per product; the caller gives at most 50 products of at most 180 terms.
-- @include base/now
-- @include base/publish
-- @include base/surely
-- @include base/whole
-- @include catalogue/frequent
-- @include catalogue/index
-- @include catalogue/order
-- @include catalogue/label
local products, texts, postings, numbers, skus, names, by_name, by_price, by_sold, resting, frequent, bits, slices =
  unpack(KEYS)
local fill_step = whole(ARGV[4])
local index_keys = { postings = postings, frequent = frequent, bits = bits }
local terms_limits = { from = whole(ARGV[2]), most = whole(ARGV[3]), sampled_every = whole(ARGV[5]) }
local created_now = string.format('%.0f', now_ms())
local reply = { 'OK' }
-- Read first, so that a key that is not what it should be is met before anything is written.
redis.call('HLEN', products)
redis.call('HLEN', texts)
redis.call('ZCARD', postings)
redis.call('HLEN', skus)
redis.call('ZCARD', names)
redis.call('ZCARD', by_name)
redis.call('ZCARD', by_price)
redis.call('ZCARD', by_sold)
redis.call('HLEN', resting)
redis.call('HLEN', frequent)
redis.call('STRLEN', bits)
if ARGV[6] == '1' then
  for at = 7, #ARGV, 6 do
    if redis.call('HEXISTS', products, ARGV[at]) == 1 then return { 'TAKEN', ARGV[at] } end
  end
end

local function offer(sku, number, name, price)
  surely('SETBIT', bits, place_of(number), 1)
  put_in_order(by_price, slices, 'price', number, price)
  if not surely('ZSCORE', by_sold, number) then
    put_in_order(by_sold, slices, 'sold', number, surely('HGET', resting, sku) or 0)
    surely('HDEL', resting, sku)
  end
  if not surely('ZSCORE', by_name, number) then add_name(names, by_name, slices, name, number) end
end

local function withdraw(sku, number)
  surely('SETBIT', bits, place_of(number), 0)
  take_from_order(by_price, slices, 'price', number)
  local sold = take_from_order(by_sold, slices, 'sold', number)
  if sold > 0 then surely('HSET', resting, sku, string.format('%.0f', sold)) end
end

for at = 7, #ARGV, 6 do
  local sku, document, text, name, price, active = unpack(ARGV, at, at + 5)
  local created_at = created_now
  local old = surely('HGET', products, sku)
  local number, old_text
  if old then
    number = surely('HGET', numbers, sku)
    old_text = number and surely('HGET', texts, number)
    local old_created, old_name = string.match(old, '^(%d+)\n([^\n]*)\n')
    created_at = old_created or created_now
    if old_name and number and (old_name ~= name or active == '0') then
      remove_name(names, by_name, slices, old_name, number)
    end
  end
  if not number then
    number = string.format('%08d', surely('HLEN', numbers))
    surely('HSET', numbers, sku, number)
    surely('HSET', skus, number, sku)
  end
  surely('HSET', products, sku, created_at .. '\n' .. name .. '\n' .. document)
  if text ~= old_text then
    surely('HSET', texts, number, text)
    index_terms(index_keys, number, old_text, text, terms_limits)
  end
  if active == '1' then offer(sku, number, name, price) else withdraw(sku, number) end
  publish(ARGV[1] .. sku, 'product')
  reply[#reply + 1] = created_at
end
fill_bits(postings, bits, frequent, fill_step)
return reply

-- Writes products and everything they are found by.
-- KEYS: products, text, postings, name, price, newest, sold, numbers, members, frequent, bits
-- ARGV: channel prefix, products that make a term frequent, bitmaps at most, postings put into a bitmap by one call,
--       one product in how many tells of terms that have become frequent, then for each product: sku,
--       document (JSON), search text, sort name, price as a number, active (1/0)
-- Returns for each product the time of its creation in milliseconds.
-- Costs O(terms * log postings) a product; the caller gives at most 100 products of at most 100 terms.
-- @include now
-- @include catalogue-terms
-- @include catalogue-frequent
local products, texts, postings, by_name, by_price, by_newest, by_sold, numbers, members, frequent, bits = unpack(KEYS)
local frequent_from, max_bitmaps, fill_step, sampled_every = unpack(ARGV, 2, 5)
local now = now_ms()
local created = {}

local function forget(number, old_text)
  local terms = terms_of(old_text)
  for _, term in ipairs(terms) do redis.call('ZREM', postings, term .. '\0' .. number) end
  mark(bits, frequent, terms, number, 0)
  redis.call('SETBIT', bits, number, 0)
end

local function remember(number, text)
  local terms = terms_of(text)
  for _, term in ipairs(terms) do redis.call('ZADD', postings, 0, term .. '\0' .. number) end
  redis.call('SETBIT', bits, number, 1)
  local beyond = mark(bits, frequent, terms, number, 1)
  if number % sampled_every == 0 then
    begin_bits(postings, frequent, beyond, tonumber(frequent_from), tonumber(max_bitmaps))
  end
end

for at = 6, #ARGV, 6 do
  local sku, document, text, name = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local price, active = ARGV[at + 4], ARGV[at + 5] == '1'
  local member = name .. '\0' .. sku
  local created_at = string.format('%.0f', now)
  local old = redis.call('HGET', products, sku)
  local number, old_text
  if old then
    number = redis.call('HGET', numbers, sku)
    old_text = redis.call('HGET', texts, number)
    local old_name
    created_at, old_name = string.match(old, '^(%d+)\n([^\n]*)\n')
    if old_name ~= name or not active then redis.call('ZREM', by_name, old_name .. '\0' .. sku) end
  else
    number = redis.call('HLEN', numbers)
    redis.call('HSET', numbers, sku, number)
  end
  redis.call('HSET', products, sku, created_at .. '\n' .. name .. '\n' .. document)
  redis.call('HSET', members, number, member)
  if text ~= old_text then
    if old_text then forget(number, old_text) end
    redis.call('HSET', texts, number, text)
    if active then remember(number, text) end
  end
  if active then
    redis.call('ZADD', by_name, 0, member)
    redis.call('ZADD', by_price, price, sku)
    redis.call('ZADD', by_newest, created_at, sku)
    redis.call('ZADD', by_sold, 'NX', 0, sku)
  else
    redis.call('ZREM', by_price, sku)
    redis.call('ZREM', by_newest, sku)
  end
  redis.call('PUBLISH', ARGV[1] .. sku, 'product')
  created[#created + 1] = created_at
end
fill_bits(postings, bits, frequent, tonumber(fill_step))
return created

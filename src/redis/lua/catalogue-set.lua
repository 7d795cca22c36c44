-- Writes products and everything they are found by.
-- KEYS: products, text, postings, name, price, newest, sold
-- ARGV: channel prefix, then for each product: sku, document (JSON), search text, sort name, price as a number, active (1/0)
-- Returns for each product the time of its creation in milliseconds.
-- Costs O(terms * log postings) a product; the caller gives at most 100 products of at most 100 terms.
-- @include now
-- @include catalogue-terms
local products, texts, postings, by_name, by_price, by_newest, by_sold = unpack(KEYS)
local now = now_ms()
local created = {}

local function forget(sku, old_text, old_name)
  for _, term in ipairs(terms_of(old_text)) do redis.call('ZREM', postings, term .. '\0' .. sku) end
  redis.call('ZREM', by_name, old_name .. '\0' .. sku)
end

for at = 2, #ARGV, 6 do
  local sku, document, text, name = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local price, active = ARGV[at + 4], ARGV[at + 5] == '1'
  local old = redis.call('HGET', products, sku)
  local created_at = string.format('%.0f', now)
  if old then
    local stored_at, old_name = string.match(old, '^(%d+)\n([^\n]*)\n')
    created_at = stored_at
    forget(sku, redis.call('HGET', texts, sku), old_name)
  end
  redis.call('HSET', products, sku, created_at .. '\n' .. name .. '\n' .. document)
  redis.call('HSET', texts, sku, text)
  if active then
    for _, term in ipairs(terms_of(text)) do redis.call('ZADD', postings, 0, term .. '\0' .. sku) end
    redis.call('ZADD', by_name, 0, name .. '\0' .. sku)
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
return created

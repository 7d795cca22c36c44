-- Forgets bitmaps of derived words, which a release before derived words does not keep: writing products makes them again.
-- KEYS[1] the terms that have bitmaps
-- KEYS[2] how the bitmaps of terms begin
-- ARGV[1] terms forgotten at most
-- Returns how many were forgotten.
-- Costs O(terms that have bitmaps).
-- @include base/surely
-- @include base/whole
-- @include catalogue/bits
local frequent, bits = unpack(KEYS)
local most = whole(ARGV[1])
local filling = redis.call('HGET', frequent, '')
local forgotten = 0
for _, term in ipairs(redis.call('HKEYS', frequent)) do
  if forgotten < most and string.byte(term) == 126 then
    surely('UNLINK', bits_key(bits, 'n', term), bits_key(bits, 'm', term), bits_key(bits, 'w', term))
    surely('HDEL', frequent, term)
    if term == filling then surely('HDEL', frequent, '') end
    forgotten = forgotten + 1
  end
end
return forgotten

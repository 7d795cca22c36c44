-- Reads which checkouts a cart names, also where it was set aside for a merge.
-- KEYS[1] the cart
-- KEYS[2] where it is kept aside
-- Returns { the checkout that was last started or '', those that are paid beside it with spaces between or '' }.
-- Costs O(1).
local checkout, beside = unpack(redis.call('HMGET', KEYS[1], 'checkout', 'beside'))
if not checkout and not beside then
  checkout, beside = unpack(redis.call('HMGET', KEYS[2], 'checkout', 'beside'))
end
return { checkout or '', beside or '' }

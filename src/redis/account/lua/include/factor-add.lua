-- Adds a second factor that was confirmed: with the first one the account gets recovery codes, and its owner is told.
-- Takes KEYS[1], KEYS[2]
-- @include base/surely
-- @include account/factor
-- @include account/notice
-- @include account/recovery-codes

-- `fields` are those of all factors, `changes` the fields and values of the new one, `confirmed` is by what it was confirmed; digests of
-- recovery codes stand from `first` on. Whether it is the first factor.
local function add_factor(fields, changes, confirmed, owner, kept, first)
  local is_first = #factors_of(fields) == 0
  if is_first then add_codes(changes, first) end
  surely('HSET', KEYS[1], unpack(changes))
  surely('HDEL', KEYS[1], confirmed, confirmed .. 'Until')
  add_notice(KEYS[2], kept, 'SECOND_FACTOR_WAS_ADDED', owner)
  return is_first
end

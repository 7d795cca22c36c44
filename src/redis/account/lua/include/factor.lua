-- The second factors of an account: a hash with
--   totp, totpAt, totpStep     the sealed secret of its authenticator app, since when, and the step of the last code that was used
--   newTotp, newTotpUntil      a secret whose first code is still to come
--   newKey, newKeyUntil        a challenge that a new passkey has to answer
--   code:<digest>              a recovery code that was not used yet
--   key:<id>, count:<id>, name:<id>, used:<id>   a passkey: what it is judged by, its counter, its name, when it was last used
--   trust                      the secret that signs what trusted devices keep

local function factor_fields(key)
  local fields, pairs_of = {}, redis.call('HGETALL', key)
  for at = 1, #pairs_of, 2 do fields[pairs_of[at]] = pairs_of[at + 1] end
  return fields
end

-- The names of the factors that there are.
local function factors_of(fields)
  local found = {}
  for name in pairs(fields) do
    if name == 'totp' or string.sub(name, 1, 4) == 'key:' then found[#found + 1] = name end
  end
  return found
end

-- The names of the fields that begin so.
local function fields_with(fields, start)
  local found = {}
  for name in pairs(fields) do
    if string.sub(name, 1, #start) == start then found[#found + 1] = name end
  end
  return found
end

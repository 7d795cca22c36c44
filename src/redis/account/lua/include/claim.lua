-- The note in an account's record of something that it is about to get and that one account has alone: the token of the claim, the time in
-- milliseconds since 1970, and the key that is to lead to the account, with blanks between.

-- The token, the time and the key; nothing if there is no note.
local function claim_in(note)
  local token, at, key = string.match(note or '', '^(%S+) (%d+) (.+)$')
  return token, tonumber(at), key
end

local function has_claim(note, token)
  return token ~= '' and claim_in(note) == token
end

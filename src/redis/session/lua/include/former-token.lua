-- The former tokens of a session. `previous` is the hash of the one before, `rotated` when it was replaced; `older` holds
-- the two before that, 22 characters each: 12 of the hash, then the second of its rotation, 10 digits; rounded up, so that
-- nobody is taken for a thief before the grace is over. session/rotate writes them.
-- Returns 'grace' (of a request in flight), 'reused' (after the grace) or nil (never was one).
local function judge_former(hash, previous, rotated, older, now, grace)
  if previous and hash == previous then
    return now - rotated <= grace and 'grace' or 'reused'
  end
  older = older or ''
  for start = 1, #older, 22 do
    if string.sub(older, start, start + 11) == string.sub(hash, 1, 12) then
      local seconds = tonumber(string.sub(older, start + 12, start + 21)) or 0
      return now - seconds * 1000 <= grace and 'grace' or 'reused'
    end
  end
  return nil
end

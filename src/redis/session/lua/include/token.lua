-- The former tokens of a session: the one before and the two before that.
-- `older` holds up to two entries of 22 characters: 12 of the hash, then the second of its rotation, 10 digits;
-- rounded up, so that nobody is taken for a thief before the grace is over.
local function shift_tokens(previous, rotated, older)
  if not previous then return '' end
  return (string.sub(previous, 1, 12) .. string.format('%010d', math.ceil(rotated / 1000)) .. (older or '')):sub(1, 44)
end

-- 'grace' (of a request in flight), 'reused' (after the grace) or nil (never was one).
local function judge_former(presented, previous, rotated, older, now, grace)
  if previous and presented == previous then
    return now - rotated <= grace and 'grace' or 'reused'
  end
  older = older or ''
  for start = 1, #older, 22 do
    if string.sub(older, start, start + 11) == string.sub(presented, 1, 12) then
      local seconds = tonumber(string.sub(older, start + 12, start + 21))
      return now - seconds * 1000 <= grace and 'grace' or 'reused'
    end
  end
  return nil
end

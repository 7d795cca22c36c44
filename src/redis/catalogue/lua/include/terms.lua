-- The terms under which a product is found, from its search text: ` name words \1 description words \1#tag#tag#`, with a `!`
-- before it for what is not for sale. Returns the field of each: n for words of the name and tags, m for the description's.
local function fields_of(text)
  local fields = {}
  if not text or string.byte(text) == 33 then return fields end
  local name, more, tags = string.match(text, '^([^\1]*)\1([^\1]*)\1(.*)$')
  if not tags then return fields end
  for word in string.gmatch(more, '[^ ]+') do fields[word] = 'm' end
  for word in string.gmatch(name, '[^ ]+') do fields[word] = 'n' end
  for tag in string.gmatch(tags, '[^#]+') do fields['#' .. tag] = 'n' end
  return fields
end

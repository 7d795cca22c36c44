-- The terms under which a product is found, from its search text: ` name words \1 description words \1#tag#tag#`.
local function terms_of(text)
  local terms, seen = {}, {}
  local words, tags = string.match(text, '^(.*)\1(#.*)$')
  for word in string.gmatch(words, '[^ \1]+') do
    if not seen[word] then
      seen[word] = true
      terms[#terms + 1] = word
    end
  end
  for tag in string.gmatch(tags, '[^#]+') do terms[#terms + 1] = '#' .. tag end
  return terms
end

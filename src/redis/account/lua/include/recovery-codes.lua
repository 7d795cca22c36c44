-- Adds recovery codes, whose digests a script was given from a place on, to the fields and values of second factors to be written.
-- Takes ARGV[first..]
local function add_codes(changes, first)
  for at = first, #ARGV do
    changes[#changes + 1] = 'code:' .. ARGV[at]
    changes[#changes + 1] = ''
  end
end

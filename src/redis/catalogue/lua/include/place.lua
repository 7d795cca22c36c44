-- The place of a product in the bitmaps. A number that is none counts as 0.
local function place_of(number) return tonumber(string.match(number, '^%d%d?%d?%d?%d?%d?%d?%d?%d?$') or nil) or 0 end

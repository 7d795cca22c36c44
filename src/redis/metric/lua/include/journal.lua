-- Reads journals. What a visitor did on a day is one text, their journal, of entries that are each
--   "\n", 8 characters of identity, 6 of the millisecond of the day (base 36), kind, label     a step, newest first
--   "\n", 8 characters of identity, "~"                     behind the steps: arrived on this day, but is of another
-- Steps of the same millisecond stand in the order of their identities, so that a set of steps makes one text only.

-- The millisecond of the day of the step that begins at a place; nil where none does. The newest begins at 1.
local function timeAt(text, place) return place and tonumber(text:sub(place + 9, place + 14), 36) end

-- Where the next older step begins.
local function older(text, place) return text:find('\n', place + 15, true) end

local function labelAt(text, place) return text:sub(place + 16, (older(text, place) or 0) - 1) end

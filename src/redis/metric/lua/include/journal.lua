-- Reads journals. What a visitor did on a day is one text, their journal, of entries that are each
--   "\n", 8 characters of identity, 6 of the millisecond of the day (base 36), kind, label, what is known of its visit     a step, newest first
--   "\n", 8 characters of identity, "~"                     behind the steps: arrived on this day, but is of another
--   "\n", 8 characters of identity, "~", time, r or t, amount     behind the steps: a refund, or time on a page in seconds
-- metric/profile says what is known of a visit, and begins it with a tab. Releases before did not keep it.
-- Steps of the same millisecond stand in the order of their identities, so that a set of steps makes one text only.

-- The millisecond of the day of the step that begins at a place; nil where none does. The newest begins at 1.
local function timeAt(journal, place) return place and tonumber(journal:sub(place + 9, place + 14), 36) end

-- Where the next older step begins.
local function older(journal, place) return journal:find('\n', place + 15, true) end

local function labelAt(journal, place) return journal:match('^[^\n\t]*', place + 16) end

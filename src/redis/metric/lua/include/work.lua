-- Counts a call's work, in steps that it looks at and stretches of text that it searches. An event of a visitor with thousands
-- of steps costs a hundred times as much as another, so a call looks at no further event after WORK_MAX, which
-- takes Redis some ten milliseconds.
-- @include metric/limits

local STRETCH = 100
local work = 0

local function countStep() work = work + 1 end

local function countSearch(journal) work = work + #journal / STRETCH end

local function isExhausted() return work >= WORK_MAX end

-- Reads what topics hold and how far their groups have come.
-- KEYS[1..] the bases of the topics, or of their parts
-- Returns for each { messages, bytes, id of the newest or '', id of the oldest that it holds or '', { group, lag, pending, dead
-- letters, missed but not reported yet, millisecond at which it was last used, ... }, how many parts it has }.
-- Costs 5 small commands per topic and 4 per group.
-- @include message/report
local results = {}
for place, topic in ipairs(KEYS) do results[place] = report_of(topic) end
return results

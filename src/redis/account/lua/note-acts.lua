-- Writes acts into a log of the audit.
-- KEYS[1] the log
-- KEYS[2] the addresses of its acts
-- ARGV[1] how many acts it keeps
-- ARGV[2] for how many milliseconds
-- ARGV[3] for how many milliseconds it keeps addresses
-- ARGV[4..] for each act what it has, in the order of account/audit; '' for what it has not
-- Returns how many acts were written.
-- Costs O(acts).
-- @include base/whole
-- @include account/audit
local bounds = { whole(ARGV[1]), whole(ARGV[2]), whole(ARGV[3]) }
local acts = {}
for at = 4, #ARGV, #act_fields do acts[#acts + 1] = act_from(at) end
for _, act in ipairs(acts) do note_act(KEYS[1], KEYS[2], bounds, act) end
return #acts

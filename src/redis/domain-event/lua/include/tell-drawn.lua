-- Writes domain events of which a script itself finds out, several if need be, into the outbox of their slot. `drawn` is as
-- domain-event/domain-event.ts draws it: how many events the outbox keeps, what their ids begin with, and the types that somebody wants,
-- with commas around each; '' where nobody wants any. `data` is JSON.
-- @include base/surely
local events_drawn = 0
local function tell_drawn(outbox, drawn, kind, subject, data)
  local most, id, wanted = string.match(drawn, '^(%d+) (%S+) (%S+)$')
  if not most or not string.find(wanted, ',' .. kind .. ',', 1, true) then return end
  events_drawn = events_drawn + 1
  local text = kind .. '\n' .. subject .. '\n' .. id .. string.format('%04d', events_drawn) .. '\n' .. data
  surely('XADD', outbox, 'MAXLEN', '~', most, '*', 'event', text)
end

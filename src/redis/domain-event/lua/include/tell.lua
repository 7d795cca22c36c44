-- Writes a domain event into the outbox of its slot, as domain-event/domain-event.ts makes the text; nothing where that is '', since
-- nobody wants to know. `most` is how many events the outbox keeps.
-- @include base/surely
local function tell_event(outbox, most, text)
  if text ~= '' then surely('XADD', outbox, 'MAXLEN', '~', most, '*', 'event', text) end
end

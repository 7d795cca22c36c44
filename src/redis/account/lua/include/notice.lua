-- Writes into the outbox of a shard what the owner of an account is to be told by mail. `most` is how many entries it keeps: none where
-- no mail can be sent.
-- @include base/surely
local function add_notice(outbox, most, kind, owner)
  if most > 0 then surely('XADD', outbox, 'MAXLEN', '~', most, '*', 'kind', kind, 'owner', owner) end
end

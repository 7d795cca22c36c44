-- What is left of an owner's sessions once all have ended. `start` is that of the owner's keys, as session/owner has it.

-- The names of the sessions that live, to be read before they end.
local function session_names(start)
  return redis.call('ZRANGE', start .. 'index', 0, -1)
end

-- Leaves nothing of sessions that have ended.
local function forget_sessions(start, names)
  for _, name in ipairs(names) do redis.call('DEL', start .. 'pass:' .. name, start .. 'one:' .. name) end
end

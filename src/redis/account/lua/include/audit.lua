-- Writes acts into a log of the audit: the newest that there may be, for a time. Of where somebody was, the log keeps the network, and
-- another stream the whole address, under the same id and for a shorter time.
-- Takes ARGV[first..]
-- @include base/now
-- @include base/surely

-- What an act may have, in the order in which it is given.
local act_fields = { 'kind', 'account', 'by', 'network', 'address', 'before', 'after', 'reason' }

-- The act that a script was given from a place on.
local function act_from(first)
  local act = {}
  for place, name in ipairs(act_fields) do act[name] = ARGV[first + place - 1] or '' end
  return act
end

-- Drops what is older than so many milliseconds, and all of it once nothing was added for so long.
local function age_log(key, ms)
  surely('XTRIM', key, 'MINID', '~', string.format('%.0f-0', math.max(0, now_ms() - ms)))
  redis.call('PEXPIRE', key, ms)
end

-- `bounds` are how many acts a log keeps, and for how many milliseconds it keeps them and their addresses.
local function note_act(log, addresses, bounds, act)
  local id = surely('XADD', log, 'MAXLEN', '~', bounds[1], '*', 'kind', act.kind, 'account', act.account, 'by', act.by,
    'network', act.network, 'before', act.before, 'after', act.after, 'reason', act.reason)
  age_log(log, bounds[2])
  if act.address ~= '' then
    surely('XADD', addresses, 'MAXLEN', '~', bounds[1], id, 'address', act.address)
    age_log(addresses, bounds[3])
  end
end

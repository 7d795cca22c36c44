-- Commands that stand after a script's first write, where an error would leave half of its work done.

-- Moves a key of another type than it should have, which no script of ours has written, out of the way, beside those that were moved
-- before. Where Redis does not rename it, it goes, and its log says so.
local function set_aside(key)
  local aside = (string.find(key, '{', 1, true) and key or '{' .. key .. '}') .. ':foreign'
  if redis.call('EXISTS', aside) == 1 then aside = aside .. ':' .. table.concat(redis.call('TIME'), '.') end
  local reply = redis.pcall('RENAME', key, aside)
  if type(reply) == 'table' and reply.err then
    redis.log(redis.LOG_WARNING, 'Mortar has deleted ' .. key .. ', which held something that is not its own: ' .. reply.err)
    redis.call('UNLINK', key)
  end
end

-- Calls a command, also on a key that holds something of another type, a number that is none, or a stream that has no ids left: that is
-- set aside, as if it were not there. An error of what the command was given, and any other, as of a Redis that is full, is thrown and
-- moves nothing away.
local function surely(command, key, ...)
  local reply = redis.pcall(command, key, ...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  local function says(text) return string.find(reply.err, text, 1, true) end
  -- INCR is given no number, so that it speaks of the one that is stored; other commands say the same of what they were given.
  local no_number = command == 'INCR' and (says('not an integer') or says('would overflow'))
  local no_id = command == 'XADD' and (says('exhausted') or says('equal or smaller'))
  if command == 'HINCRBY' and (says('hash value is not an integer') or says('would overflow')) then
    redis.call('HDEL', key, (...))
  elseif command == 'ZINCRBY' and says('not a number') then
    redis.call('ZREM', key, (select(2, ...)))
  elseif no_number or no_id or says('WRONGTYPE') then
    set_aside(key)
  else
    -- As a table, an error keeps its code, such as NOREPLICAS.
    error(reply)
  end
  return redis.call(command, key, ...)
end

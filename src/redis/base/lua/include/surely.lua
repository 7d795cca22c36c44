-- Commands that stand after a script's first write, where an error would leave half of its work done.

-- Moves a key of another type than it should have, which no script of ours has written, out of the way.
local function set_aside(key)
  redis.pcall('RENAME', key, (string.find(key, '{', 1, true) and key or '{' .. key .. '}') .. ':foreign')
  redis.call('UNLINK', key)
end

-- Calls a command, also on a key that holds something of another type, a number that is none, or a stream that has no ids left: that is
-- set aside, as if it were not there. Any other error, as of a Redis that is full, is thrown and changes nothing.
local function surely(command, key, ...)
  local reply = redis.pcall(command, key, ...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  local function says(text) return string.find(reply.err, text, 1, true) end
  local no_number = says('not an integer') or says('would overflow')
  if no_number and string.find(command, '^HINCR') then
    redis.call('HDEL', key, (...))
  elseif no_number or says('WRONGTYPE') or (command == 'XADD' and (says('exhausted') or says('equal or smaller'))) then
    set_aside(key)
  else
    -- As a table, an error keeps its code, such as NOREPLICAS.
    error(reply)
  end
  return redis.call(command, key, ...)
end

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
  local no_number = string.find(reply.err, 'not an integer', 1, true) or string.find(reply.err, 'would overflow', 1, true)
  if no_number and string.find(command, '^HINCR') then
    redis.call('HDEL', key, (...))
  elseif no_number or string.find(reply.err, 'WRONGTYPE', 1, true) or string.find(reply.err, ' ID', 1, true) then
    set_aside(key)
  else
    -- As a table, an error keeps its code, such as NOREPLICAS.
    error(reply)
  end
  return redis.call(command, key, ...)
end

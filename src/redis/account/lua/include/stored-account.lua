-- Reads an account, of which nothing is told where it holds another type than it should.
local function readable(reply)
  return not (type(reply) == 'table' and reply.err) and reply
end

-- Its fields and values in turn, and its access; `start` is what the keys of the accounts of its shard begin with.
local function stored_account(start, id)
  local key = start .. id
  return readable(redis.pcall('HGETALL', key .. ':account')), readable(redis.pcall('GET', key .. ':access'))
end

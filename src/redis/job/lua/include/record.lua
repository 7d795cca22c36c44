-- How jobs are written down.
-- jobs:  "<created>[+<delay>]<options>\n<payload>": ms, ms of the delay it was added with, a JSON array of
--        [name, priority, max attempts, timeout ms or 0, backoff "kind:delay:max:jitter" or '', idempotency key], of which the last
--        ones are left out where they say nothing, and the payload's JSON.
-- state: "<letter><fence> <attempt> <started> <worker> <run at> <bytes>[ <finished>]"; the letters are those of `note`, and q for
--        an active job that is to be cancelled. A job that has waited ever since it was added has none.
--        Bytes: what it holds, counted once a worker has had it or it is finished; 0 before.
local unstarted = '0 0 0 - 0 0'

-- The record's options.
local function options_of(id)
  return cjson.decode(string.match(redis.call('HGET', jobs, id), '^[%d+]+([^\n]*)\n'))
end

-- Whether a job is active under this fence.
local function is_held(record, fence)
  if not record then return false end
  local letter = string.byte(record)
  return (letter == 97 or letter == 113) and string.sub(record, 2, #fence + 2) == fence .. ' '
end

-- The letter of a job's state: "w" for one without a record, nil where there is no such job.
local function letter_of(id, record)
  if record then return string.sub(record, 1, 1) end
  return redis.call('HEXISTS', jobs, id) == 1 and 'w' or nil
end

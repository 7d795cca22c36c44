-- Reads the texts that jobs are stored as. job/record.ts describes them.
-- @include job/queue

-- The state of a job that was never claimed nor delayed, without its letter.
local unstarted = '0 0 0 - 0 0'

-- A job's options, decoded (JobOptions).
local function options_of(id)
  return cjson.decode(string.match(redis.call('HGET', jobs, id), '^[%d+]+([^\n]*)\n'))
end

-- Whether a job is active under this fence.
local function is_held(record, fence)
  if not record then return false end
  local letter = string.byte(record)
  return (letter == 97 or letter == 113) and string.sub(record, 2, #fence + 2) == fence .. ' '
end

-- The letter of a job's state: "w" if it has no record, nil if there is no such job.
local function letter_of(id, record)
  if record then return string.sub(record, 1, 1) end
  return redis.call('HEXISTS', jobs, id) == 1 and 'w' or nil
end

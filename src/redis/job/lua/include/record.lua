-- Reads the texts that jobs are stored as. job/record.ts describes them. A text that cannot be read gives nil, never an error.
-- @include job/queue

-- The name of a job as its record has it, and where its closing quote is.
local function name_in(record)
  if not record then return end
  local _, quote = string.find(record, '^[%d+]+%["')
  local stop = quote and string.find(record, '"', quote + 1, true)
  -- A quote behind a backslash belongs to the name.
  if quote and stop and string.byte(record, stop - 1) == 92 then
    stop = quote + 1
    while true do
      local byte = string.byte(record, stop)
      if not byte then return end
      if byte == 34 then break end
      stop = stop + (byte == 92 and 2 or 1)
    end
  end
  if quote and stop then return string.sub(record, quote + 1, stop - 1), stop end
end

-- A job's level, attempts and backoff (or '').
local function options_in(record)
  local _, stop = name_in(record)
  if not record or not stop then return end
  local level, attempts, rest = string.match(record, '^",(%d),(%d%d?%d?)([^\n]*)%]\n', stop)
  if level then return level, tonumber(attempts), string.match(rest, '^,%d+,"(%a:%d+:%d+:%d)"') or '' end
end

-- The parts of a job's state: letter, fence, attempt, started, worker, run at and bytes.
local function state_in(record)
  return string.match(record or '', '^(%l)(%d+) (%d+) (%d+) (%S+) (%d+) (%d+)')
end

-- Whether a job is active under this fence.
local function is_held(record, fence)
  local letter, holder = state_in(record)
  return (letter == 'a' or letter == 'q') and holder == fence
end

-- The letter of a job's state: "w" if it has no record, nil if there is no such job.
local function letter_of(id, record)
  if record then return string.sub(record, 1, 1) end
  return redis.call('HEXISTS', jobs, id) == 1 and 'w' or nil
end

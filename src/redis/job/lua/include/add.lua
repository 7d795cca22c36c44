-- Adds jobs to a queue. Its arguments are how many jobs, then three for each run of jobs that differ only in their payload: "<level>"
-- or "<level> <delay ms> <run at ms> <TTL of the idempotency key in ms> <key>" with 0 for what is not given; their options
-- (job/record.ts); their payloads, one per line.
-- Takes ARGV[1..], of which these from `first` on
-- @include job/queue
-- @include job/changes
-- @include job/ready

-- Returns the id of the first job, which the ids of the others follow, then place (from 0) and id of each job whose idempotency key
-- is known: the id of the first job with that key.
local function add_jobs(first)
  local total = tonumber(ARGV[first])
  local id = redis.call('HINCRBY', meta, 'seq', total) - total
  local answer, records, written, waiting = { id + 1 }, {}, 0, {}
  local delayed, places, delayed_states = {}, {}, {}
  local place = -1

  for at = first + 1, #ARGV, 3 do
    local how = ARGV[at]
    local due = 0
    local level, wait, run_at, lifetime, key = string.match(how, '^(%d+) (%d+) (%d+) (%d+) (.*)$')
    if level then
      due = wait ~= '0' and now + wait or tonumber(run_at)
    else
      level, key = how, ''
    end
    local head = now_text .. (due > now and '+' .. string.format('%d', due - now) or '') .. ARGV[at + 1] .. '\n'
    if not waiting[level] then waiting[level] = {} end
    local same_level = waiting[level]
    local last = #same_level
    for payload in string.gmatch(ARGV[at + 2], '[^\n]+') do
      id = id + 1
      place = place + 1
      local text = string.format('%d', id)
      local known = key ~= '' and redis.call('SET', base .. 'idem:' .. key, text, 'NX', 'GET', 'PX', lifetime)
      if known then
        answer[#answer + 1], answer[#answer + 2] = place, known
      else
        records[written + 1], records[written + 2] = text, head .. payload
        written = written + 2
        if due > now then
          delayed[#delayed + 1] = text
          places[#places + 1], places[#places + 2] = due, text
          delayed_states[#delayed_states + 1] = text
          delayed_states[#delayed_states + 1] = 'y0 0 0 - ' .. string.format('%d', due) .. ' 0'
        else
          last = last + 1
          same_level[last] = text
        end
      end
    end
  end
  if written > 0 then redis.call('HSET', jobs, unpack(records)) end
  for level, ids in pairs(waiting) do
    if #ids > 0 then
      make_ready(level, ids)
      note('w', ids)
    end
  end
  if #delayed > 0 then
    redis.call('HSET', states, unpack(delayed_states))
    delay(places)
    note('y', delayed)
  end
  return answer
end

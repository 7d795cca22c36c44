-- Adds the jobs that ARGV holds from `first` on: how many there are, then three arguments for each run of jobs that differ in
-- their payload alone: "<level>" or "<level> <delay ms> <run at ms> <lifetime of the idempotency key in ms> <key>" with 0 for
-- what is not given; their options; their payloads, one a line.
-- Returns the id of the first, which those of the others follow, then place (from 0) and id of each whose idempotency key was
-- known: the first job with that key is meant.
local function add_jobs(first)
  local total = tonumber(ARGV[first])
  local id = redis.call('HINCRBY', meta, 'seq', total) - total
  local answer, records, written, ready = { id + 1 }, {}, 0, {}
  local delayed, places, delayed_states = {}, {}, {}
  local place = -1

  for at = first + 1, #ARGV, 3 do
    local how = ARGV[at]
    local level, due, lifetime, key, wait, run_at = how, 0, nil, '', nil, nil
    if #how > 1 then
      level, wait, run_at, lifetime, key = string.match(how, '^(%d) (%d+) (%d+) (%d+) (.*)$')
      due = wait ~= '0' and now + wait or tonumber(run_at)
    end
    local head = now_text .. (due > now and '+' .. string.format('%d', due - now) or '') .. ARGV[at + 1] .. '\n'
    if not ready[level] then ready[level] = {} end
    local same_level = ready[level]
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
  for level, ids in pairs(ready) do
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

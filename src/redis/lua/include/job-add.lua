-- Adds the jobs that ARGV holds from `first` on, two arguments each: "<level>" or "<level> <delay ms> <run at ms> <lifetime of
-- the idempotency key in ms> <key>" with 0 for what is not given, and the rest of the record behind its times.
-- Returns for each its id: a number if it is new, a string where the idempotency key was known and the first job is meant.
local function add_jobs(first)
  local total = (#ARGV - first + 1) / 2
  local seq = redis.call('HINCRBY', meta, 'seq', total) - total
  local answers, records, ready, waiting = {}, {}, {}, {}
  local delayed, places, delayed_states = {}, {}, {}

  for i = 1, total do
    local how = ARGV[first + 2 * i - 2]
    local id, level, times, due = seq + i, how, now_text, 0
    local known
    if #how > 1 then
      local wait, run_at, lifetime, key
      level, wait, run_at, lifetime, key = string.match(how, '^(%d) (%d+) (%d+) (%d+) (.*)$')
      due = tonumber(run_at)
      if wait ~= '0' then due = now + wait end
      if due > now then times = now_text .. '+' .. string.format('%d', due - now) end
      if key ~= '' then
        known = redis.call('SET', base .. 'idem:' .. key, string.format('%d', id), 'NX', 'GET', 'PX', lifetime)
      end
    end
    answers[i] = known or id
    if not known then
      local text = string.format('%d', id)
      records[#records + 1] = text
      records[#records + 1] = times .. ARGV[first + 2 * i - 1]
      if due > now then
        delayed[#delayed + 1] = text
        places[#places + 1], places[#places + 2] = due, text
        delayed_states[#delayed_states + 1] = text
        delayed_states[#delayed_states + 1] = 'y0 0 0 - ' .. string.format('%d', due) .. ' 0'
      else
        if not ready[level] then ready[level] = {} end
        table.insert(ready[level], text)
        waiting[#waiting + 1] = text
      end
    end
  end
  if #records > 0 then redis.call('HSET', jobs, unpack(records)) end
  for level, ids in pairs(ready) do make_ready(level, ids) end
  if #waiting > 0 then note('w', waiting) end
  if #delayed > 0 then
    redis.call('HSET', states, unpack(delayed_states))
    delay(places)
    note('y', delayed)
  end
  return answers
end

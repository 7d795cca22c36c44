-- Adds jobs to a queue. Its arguments are how many jobs, then three for each run of jobs that differ only in their payload: "<level>"
-- or "<level> <delay ms> <run at ms> <TTL of the idempotency key in ms> <digest> <key>" with 0 or - for what is not given; their
-- options (job/record.ts); their payloads, one per line.
-- Takes ARGV[1..], of which these from `first` on
-- @include base/in-chunks
-- @include base/surely
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/ready

-- Found as plain text: a pattern looks at each byte of it.
local function lines_of(text)
  local lines, size, from = {}, 0, 1
  repeat
    local at = string.find(text, '\n', from, true)
    size = size + 1
    lines[size] = string.sub(text, from, (at or 0) - 1)
    from = (at or 0) + 1
  until not at
  return lines, size
end

-- Reads the runs. What cannot be read raises an error: nothing is written yet.
local function read_runs(first)
  local runs, total = {}, 0
  for at = first + 1, #ARGV, 3 do
    local how, options, payloads = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    assert(string.match(options or '', '^%[".*%]$') and payloads, 'a run of jobs is not complete')
    local level, wait, run_at, lifetime, digest, key = string.match(how, '^(%d) (%d+) (%d+) (%d+) (%S+) (.*)$')
    local lines, size = lines_of(payloads)
    local run = { level = level or assert(string.match(how, '^%d$'), 'a level is missing'), due = 0, key = key or '', payloads = lines }
    if level then
      run.due = wait ~= '0' and now + whole(wait) or whole(run_at)
      run.lifetime, run.digest = whole(lifetime), digest
      assert(key == '' or run.lifetime > 0, 'a lifetime is missing')
    end
    run.head = now_text .. (run.due > now and '+' .. string.format('%d', run.due - now) or '') .. options .. '\n'
    total = total + size
    runs[#runs + 1] = run
  end
  assert(total == whole(ARGV[first]), 'not as many jobs as announced')
  return runs, total
end

-- Whose a key is: nil for nobody, which takes it, else the id of its job or '' if that was another job. The digest stands beside the
-- id, with the id again: processes of the first release read and write the id alone.
local function taken_by(run, text, born)
  local key, digest_key = base .. 'idem:' .. run.key, base .. 'digest:' .. run.key
  local known = surely('SET', key, text, 'NX', 'GET', 'PX', run.lifetime)
  local id = string.match(known or '', '^%d+')
  if id and tonumber(id) > born then
    local of, digest = string.match(surely('GET', digest_key) or '', '^(%d+) (%S+)$')
    return (of ~= id or digest == run.digest) and id or ''
  end
  -- The job of a queue that was deleted or lost has left its key.
  if known then redis.call('SET', key, text, 'PX', run.lifetime) end
  redis.call('SET', digest_key, text .. ' ' .. run.digest, 'PX', run.lifetime)
end

-- `id`, `born` and `is_new` are of next_ids. Returns 'OK', the id of the first job, which the ids of the others follow, 1 if the queue is
-- new or else 0, then place (from 0) and id of each job whose idempotency key is known: the id of the first job with that key, or '' if
-- that was another job.
local function add_jobs(runs, total, id, born, is_new)
  surely('HSET', meta, 'seq', string.format('%d', id + total), 'born', string.format('%d', born))
  local answer, records, written, waiting = { 'OK', id + 1, is_new }, {}, 0, {}
  local delayed, places, delayed_states = {}, {}, {}
  local place = -1

  for _, run in ipairs(runs) do
    local due, head, keyed = run.due, run.head, run.key ~= ''
    if not waiting[run.level] then waiting[run.level] = {} end
    local same_level = waiting[run.level]
    local last = #same_level
    for _, payload in ipairs(run.payloads) do
      id = id + 1
      place = place + 1
      local text = string.format('%d', id)
      local known = keyed and taken_by(run, text, born)
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
  in_chunks('HSET', jobs, records)
  for level, ids in pairs(waiting) do
    if #ids > 0 then
      make_ready(level, ids)
      note('w', ids)
    end
  end
  if #delayed > 0 then
    in_chunks('HSET', states, delayed_states)
    delay(places)
    note('y', delayed)
  end
  return answer
end

-- What the clock brings: delayed jobs become ready, and jobs whose lease has expired are taken back. At most `bound` each.
-- @include base/in-chunks
-- @include base/fields-of
-- @include base/surely
-- @include job/queue
-- @include job/changes
-- @include job/ready
-- @include job/record
-- @include job/quarantine
-- @include job/fail

-- Returns the ms at which the next delayed job is due, or nil.
local function promote(bound)
  local first = tonumber(surely('ZRANGE', base .. 'delayed', 0, 0, 'WITHSCORES')[2])
  if not first or first > now then return first end
  local ids = surely('ZRANGE', base .. 'delayed', '-inf', now_text, 'BYSCORE', 'LIMIT', 0, bound)
  local records, definitions = fields_of(states, ids), fields_of(jobs, ids)
  local writes, due, levels, bad = {}, {}, {}, {}
  for i, id in ipairs(ids) do
    local record = records[i]
    local level, letter = options_in(definitions[i]), state_in(record)
    if record and level and letter == 'y' then
      writes[#writes + 1], writes[#writes + 2] = id, 'w' .. string.sub(record, 2)
      due[#due + 1] = id
      if not levels[level] then levels[level] = {} end
      levels[level][#levels[level] + 1] = id
    elseif definitions[i] and (not level or not letter) then
      bad[#bad + 1] = id
    end
  end
  in_chunks('ZREM', base .. 'delayed', ids)
  in_chunks('HSET', states, writes)
  for level, ready_ids in pairs(levels) do make_ready(level, ready_ids) end
  if #due > 0 then note('w', due) end
  quarantine(bad, 'its record or its state cannot be read')
  return tonumber(surely('ZRANGE', base .. 'delayed', 0, 0, 'WITHSCORES')[2])
end

-- A lost lease counts as an attempt, so that a job which kills its worker ends dead.
local function reclaim(bound)
  local first = tonumber(surely('ZRANGE', base .. 'lease', 0, 0, 'WITHSCORES')[2])
  if not first or first > now then return end
  local ids = surely('ZRANGE', base .. 'lease', '-inf', now_text, 'BYSCORE', 'LIMIT', 0, bound)
  local lost, bad = {}, {}
  local records = fields_of(states, ids)
  for i, id in ipairs(ids) do
    local record = records[i]
    local letter, _, _, _, worker = state_in(record)
    if letter == 'a' or letter == 'q' then
      local who = string.match(worker, '^[%w_.:@-]+$') or ''
      end_attempt(id, record, '"message":"The lease ran out: worker ' .. who .. ' neither finished nor renewed it"', true)
    else
      lost[#lost + 1] = id
      if not letter and surely('HEXISTS', jobs, id) == 1 then bad[#bad + 1] = id end
    end
  end
  in_chunks('ZREM', base .. 'lease', lost)
  quarantine(bad, 'its state cannot be read')
end

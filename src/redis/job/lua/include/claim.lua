-- Claims jobs from the ready lists.
-- Takes ARGV[7] a random number, which the fences begin with, ARGV[17] the highest level, ARGV[18] of how many claimed jobs one may
-- come from a lower level, ARGV[19] how many places to pass over of jobs that are not claimed, ARGV[21] how many bytes to claim, ARGV[22]
-- of how many names the jobs that were set aside are looked at, ARGV[25] how many names the worker knows (0: all), ARGV[27..] these
-- @include base/in-chunks
-- @include base/fields-of
-- @include base/surely
-- @include base/whole
-- @include job/queue
-- @include job/changes
-- @include job/record
-- @include job/quarantine
local nonce, levels, turns_per_share, pass_bound = whole(ARGV[7]), whole(ARGV[17]) + 1, whole(ARGV[18]), whole(ARGV[19])
local most_bytes, most_names, names_known = whole(ARGV[21]), whole(ARGV[22]), whole(ARGV[25])
local aside = base .. 'aside'

-- A small sorted set is kept in a compact form, in which adding takes O(n): with 100 leases more time than all else of a
-- claim. One long member, which never runs out, keeps the leases from it.
local ballast = 'No job, but what keeps this set from the encoding in which adding is slow'

-- The names the worker knows, or nil for all.
local function known_names()
  if names_known == 0 then return end
  local known = {}
  for at = 27, 26 + names_known do known[ARGV[at]] = true end
  return known
end

-- Those of the worker's names of which jobs are set aside. All have their turn.
local function names_aside(turn)
  local found = {}
  if names_known == 0 then
    found = surely('ZREVRANGE', aside, 0, most_names - 1)
  else
    for at = 0, names_known - 1 do
      if #found >= most_names then break end
      local name = ARGV[27 + (at + turn) % names_known]
      if surely('ZSCORE', aside, name) then found[#found + 1] = name end
    end
  end
  return found
end

-- What a claim meets in the lists and does not take.
local function new_pass() return { stale = 0, unknown = {}, aside = {}, bad = {}, count = 0 } end

local function settle(pass)
  if pass.stale > 0 then add_to('stale', -pass.stale) end
  quarantine(pass.bad, 'its record or its state cannot be read')
  local change = 0
  for name, number in pairs(pass.aside) do
    change = change + number
    surely('ZINCRBY', aside, number, name)
  end
  if change ~= 0 then add_to('aside', change) end
  if next(pass.aside) then surely('ZREMRANGEBYSCORE', aside, '-inf', 0) end
  for key, ids in pairs(pass.unknown) do in_chunks('LPUSH', key, ids) end
end

-- Claims at most `want` jobs for `worker`, which holds them for `lease_ms`. `has_aside`: whether jobs are set aside. Returns
-- { id, fence, attempt, record, ... }, and whether it stopped early because it passed over too many places or the jobs are too long.
local function claim(want, worker, lease_ms, has_aside)
  local known, pass = known_names(), new_pass()
  local taken, writes, leases, active = {}, {}, { '+inf', ballast }, {}
  local turn = add_to('turn', want)
  local fence, bytes, full = nonce, 0, false
  local lease_end = string.format('%d', now + lease_ms)
  -- Of a job's state once it is taken: how the first and how a later attempt is written.
  local first_time = 'a%d 1 ' .. now_text .. ' ' .. worker .. ' 0 %d'
  local again = 'a%d %d ' .. now_text .. ' ' .. worker .. ' %s %s'
  local got, seen = 0, {}

  local function take_one(id, definition, record)
    local attempt, run_at, size = 0, '0', '0'
    if record then attempt, run_at, size = string.match(record, '^.%d+ (%d+) %d+ %S+ (%d+) (%d+)') end
    attempt, run_at, size = attempt or 0, run_at or '0', size or '0'
    if size == '0' then size = #definition end
    seen[id] = true
    got, fence, bytes, attempt = got + 1, fence + 1, bytes + #definition, attempt + 1
    local at = 2 * got
    writes[at - 1] = id
    writes[at] = record and string.format(again, fence, attempt, run_at, size) or string.format(first_time, fence, size)
    leases[at + 1], leases[at + 2] = lease_end, id
    active[got] = id
    at = 2 * at
    taken[at - 3], taken[at - 2], taken[at - 1], taken[at] = id, fence, attempt, definition
  end

  -- `from` is the list that they were popped from: its key, its level and the name of its jobs if they were set aside.
  local function take_some(from, ids)
    local definitions, records = fields_of(jobs, ids), fields_of(states, ids)
    local back = {}
    for i, id in ipairs(ids) do
      local definition, record = definitions[i], records[i]
      local name = definition and (from.name or name_in(definition))
      local letter = not record and 'w' or state_in(record)
      full = full or (definition and got > 0 and bytes + #definition > most_bytes)
      if full then
        table.insert(back, 1, id)
      elseif not definition or seen[id] or (letter and letter ~= 'w') then
        -- Cancelled while it waited: its place in the list was left for this moment.
        pass.stale, pass.count = pass.stale + 1, pass.count + 1
      elseif not name or not letter then
        pass.bad[#pass.bad + 1], pass.count = id, pass.count + 1
      elseif known and not known[name] then
        local key = aside .. ':' .. from.level .. ':' .. name
        if not pass.unknown[key] then pass.unknown[key] = {} end
        table.insert(pass.unknown[key], id)
        pass.aside[name], pass.count = (pass.aside[name] or 0) + 1, pass.count + 1
      else
        take_one(id, definition, record)
      end
    end
    in_chunks('RPUSH', from.key, back)
    if from.name then pass.aside[from.name] = (pass.aside[from.name] or 0) - (#ids - #back) end
  end

  -- The lists of all levels: from the level `first`, then from the others by turns, `step` apart. Jobs that were set aside are older
  -- than the others of their level.
  local function lists_from(first, step, names)
    local keys, lists = {}, {}
    for turns = 0, levels - 1 do
      local level = (first + step * turns) % levels
      for _, name in ipairs(names) do
        local key = aside .. ':' .. level .. ':' .. name
        keys[#keys + 1], lists[key] = key, { key = key, level = level, name = name }
      end
      local key = ready .. level
      keys[#keys + 1], lists[key] = key, { key = key, level = level }
    end
    return keys, lists
  end

  local names = has_aside and names_aside(turn) or {}
  -- Until there are `upto`.
  local function take(first, step, upto)
    local keys, lists = lists_from(first, step, names)
    local pop = { #keys }
    for i, key in ipairs(keys) do pop[i + 1] = key end
    local last = #pop
    while got < upto and pass.count < pass_bound and not full do
      pop[last + 1], pop[last + 2], pop[last + 3] = 'RIGHT', 'COUNT', math.min(upto - got, 100)
      local popped = redis.pcall('LMPOP', unpack(pop, 1, math.min(1 + 3999, #pop)))
      if popped and popped.err then
        -- One of them is no list.
        for _, key in ipairs(keys) do surely('LLEN', key) end
        popped = redis.pcall('LMPOP', unpack(pop, 1, math.min(1 + 3999, #pop)))
      end
      if not popped or popped.err then return end
      take_some(lists[popped[1]], popped[2] or {})
    end
  end

  -- Some jobs may come from a lower level first, so that none starves behind a busy level above it.
  local shares = math.floor(turn / turns_per_share)
  local share = shares - math.floor((turn - want) / turns_per_share)
  if share > 0 then take(shares % levels, 1, share) end
  take(levels - 1, -1, want)

  if pass.count > 0 or next(pass.aside) then settle(pass) end
  local stopped_early = full or pass.count >= pass_bound
  if got == 0 then return taken, stopped_early end
  in_chunks('HSET', states, writes)
  in_chunks('ZADD', base .. 'lease', leases)
  note('a', active)
  return taken, stopped_early
end

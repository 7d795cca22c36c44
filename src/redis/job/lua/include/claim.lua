-- Claims jobs from the ready lists.
-- Takes ARGV[17] the highest level, ARGV[18] of how many claimed jobs one may come from a lower level, ARGV[19] how many places of
-- cancelled jobs to pass over
-- @include job/queue
-- @include job/changes
local levels, turns_per_share, stale_bound = tonumber(ARGV[17]) + 1, tonumber(ARGV[18]), tonumber(ARGV[19])

-- A small sorted set is kept in a compact form, in which adding takes O(n): with 100 leases more time than all else of a
-- claim. One long member, which never runs out, keeps the leases from it.
local ballast = 'No job, but what keeps this set from the encoding in which adding is slow'

-- Claims at most `want` jobs for `worker`, which holds them for `lease_ms`. Returns { id, fence, attempt, record, ... }, and whether
-- it stopped early because it passed over too many places of cancelled jobs.
local function claim(want, worker, lease_ms)
  local taken, writes, leases, active, stale = {}, {}, { '+inf', ballast }, {}, 0
  -- The fences of these jobs, and the turns of the levels.
  local turn = redis.call('HINCRBY', meta, 'turn', want)
  local fence = turn - want
  local lease_end = string.format('%d', now + lease_ms)
  -- Of a job's state once it is taken: how the first and how a later attempt is written.
  local first_time = 'a%d 1 ' .. now_text .. ' ' .. worker .. ' 0 %d'
  local again = 'a%d %d ' .. now_text .. ' ' .. worker .. ' %s %s'
  local got, seen = 0, {}

  local function take_some(ids)
    local definitions = redis.call('HMGET', jobs, unpack(ids))
    local records = redis.call('HMGET', states, unpack(ids))
    for i = 1, #ids do
      local id, definition, record = ids[i], definitions[i], records[i]
      if definition and not seen[id] and (not record or string.byte(record) == 119) then
        seen[id] = true
        got = got + 1
        fence = fence + 1
        local at, attempt = 2 * got, 1
        if record then
          local before, run_at, bytes = string.match(record, '^.%d+ (%d+) %d+ %S+ (%d+) (%d+)')
          if bytes == '0' then bytes = #definition end
          attempt = before + 1
          record = string.format(again, fence, attempt, run_at, bytes)
        else
          record = string.format(first_time, fence, #definition)
        end
        writes[at - 1], writes[at] = id, record
        leases[at + 1], leases[at + 2] = lease_end, id
        active[got] = id
        at = 2 * at
        taken[at - 3], taken[at - 2], taken[at - 1], taken[at] = id, fence, attempt, definition
      else
        -- Cancelled while it waited: its place in the list was left for this moment.
        stale = stale + 1
      end
    end
  end

  -- Until there are `upto`: from the level `first`, then from the others by turns, `step` apart.
  local function take(first, step, upto)
    local pop = { levels }
    for turns = 0, levels - 1 do pop[turns + 2] = ready .. (first + step * turns) % levels end
    local last = levels + 1
    while got < upto and stale < stale_bound do
      pop[last + 1], pop[last + 2], pop[last + 3] = 'RIGHT', 'COUNT', upto - got
      local popped = redis.call('LMPOP', unpack(pop))
      if not popped then return end
      take_some(popped[2])
    end
  end

  -- Some jobs may come from a lower level first, so that none starves behind a busy level above it.
  local shares = math.floor(turn / turns_per_share)
  local share = shares - math.floor((turn - want) / turns_per_share)
  if share > 0 then take(shares % levels, 1, share) end
  take(levels - 1, -1, want)

  if stale > 0 then redis.call('HINCRBY', meta, 'stale', -stale) end
  if got == 0 then return taken, stale >= stale_bound end
  redis.call('HSET', states, unpack(writes))
  redis.call('ZADD', base .. 'lease', unpack(leases))
  note('a', active)
  return taken, stale >= stale_bound
end

-- Takes jobs from the ready lists.
local stale_bound = 500

-- A small sorted set is kept in a compact form, in which adding takes O(n): with 100 leases more time than all else of a
-- claim. One long member, which never runs out, keeps the leases from it.
local ballast = 'No job, but what keeps this set from the encoding in which adding is slow'

-- Takes at most `want` jobs for `worker`, who holds them for `lease_ms`. Returns { id, fence, attempt, record, ... }, and
-- whether it came upon so many places of cancelled jobs that it gave up looking.
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
    local levels = {}
    for turns = 0, 9 do levels[turns + 1] = base .. 'p:' .. (first + step * turns) % 10 end
    while got < upto and stale < stale_bound do
      levels[11], levels[12], levels[13] = 'RIGHT', 'COUNT', upto - got
      local popped = redis.call('LMPOP', 10, unpack(levels))
      if not popped then return end
      take_some(popped[2])
    end
  end

  -- Every tenth job may come from a lower level first, so that none starves behind a busy level above it.
  local share = math.floor(turn / 10) - math.floor((turn - want) / 10)
  if share > 0 then take(math.floor(turn / 10) % 10, 1, share) end
  take(9, -1, want)

  if stale > 0 then redis.call('HINCRBY', meta, 'stale', -stale) end
  if got == 0 then return taken, stale >= stale_bound end
  redis.call('HSET', states, unpack(writes))
  redis.call('ZADD', base .. 'lease', unpack(leases))
  note('a', active)
  return taken, stale >= stale_bound
end

-- A queue's counts, ages and rates, as job/stats returns them, of the queue with a base.
-- Takes ARGV[1..4]
-- @include base/fields-of
-- @include base/whole
-- @include job/queue
-- @include job/record
local look = whole(ARGV[3])

-- Since when the oldest job of a list is ready.
local function ready_since(list)
  local passed, size = 0, 1
  while passed < look do
    local ids = redis.call('LRANGE', list, -passed - size, -passed - 1)
    local records = fields_of(states, ids)
    for i = #ids, 1, -1 do
      local letter, _, _, _, _, run_at = state_in(records[i])
      if not records[i] or letter == 'w' then
        local created = tonumber(string.match(redis.call('HGET', jobs, ids[i]) or '', '^%d+'))
        if created then return math.max(created, tonumber(run_at or 0)) end
      end
    end
    if #ids < size then return end
    passed, size = passed + size, 50
  end
end

local function stats_of(queue)
  base, meta, jobs, states, ready = queue, queue .. 'meta', queue .. 'jobs', queue .. 'state', queue .. 'p:'
  local stale, aside_total, last, parts = unpack(redis.call('HMGET', meta, 'stale', 'aside', 'seq', 'parts'))
  stale, aside_total = tonumber(stale) or 0, tonumber(aside_total) or 0
  local waiting, oldest = aside_total, nil
  local lists = {}
  local names = aside_total > 0 and redis.call('ZREVRANGE', base .. 'aside', 0, whole(ARGV[4]) - 1, 'WITHSCORES') or {}
  for level = 0, whole(ARGV[1]) do
    waiting = waiting + redis.call('LLEN', ready .. level)
    lists[#lists + 1] = ready .. level
    for at = 1, #names, 2 do lists[#lists + 1] = base .. 'aside:' .. level .. ':' .. names[at] end
  end
  for _, list in ipairs(lists) do
    local since = ready_since(list)
    if since and (not oldest or since < oldest) then oldest = since end
  end
  local completed, failed = 0, 0
  local minute, before = math.floor(now / 60000), whole(ARGV[2]) - 1
  for ago = 0, before do
    local rates = redis.call('HMGET', base .. 'rate:' .. (minute - ago), 'c', 'f')
    completed = completed + (tonumber(rates[1]) or 0)
    failed = failed + (tonumber(rates[2]) or 0)
  end
  return {
    math.max(0, waiting - stale),
    redis.call('ZCARD', base .. 'delayed'),
    redis.call('ZCOUNT', base .. 'lease', '-inf', '(+inf'),
    redis.call('ZCARD', base .. 'done'),
    redis.call('ZCARD', base .. 'dead'),
    redis.call('ZCARD', base .. 'cancelled'),
    redis.call('HGET', meta, 'paused') == '1' and 1 or 0,
    oldest and math.max(0, now - oldest) or -1,
    completed,
    failed,
    now - (minute - before) * 60000,
    redis.call('ZCARD', base .. 'bad'),
    aside_total,
    names,
    last and 1 or 0,
    tonumber(parts) or 1,
  }
end

#!lua flags=allow-oom
-- Deletes a queue with all that belongs to it, but for logs and idempotency keys, which job/queue-sweep deletes, and for its last id if
-- that is ahead of the clock. Workers lose the leases of its jobs. It also runs while Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] the channel of the queue's changes
-- ARGV[2] 1 to delete whatever it holds, or 0 to refuse if it has jobs that are not finished, dead or quarantined, or schedules
-- ARGV[3] the highest level
-- ARGV[4] for how many minutes counts are kept
-- ARGV[5] for how many names to delete the jobs that were set aside
-- Returns { 'OK' }, { 'MORE' } if jobs of more names were set aside, so that it has to be called again, or { 'ILLEGAL_STATE', waiting,
-- delayed, active, dead, quarantined, schedules } with how many it has of each.
-- Costs O(ARGV[5]), however many jobs it has: Redis frees them in the background.
-- @include base/publish
-- @include base/surely
-- @include base/whole
-- @include job/queue
-- @include job/ids
local force, levels, minutes, most = ARGV[2] == '1', whole(ARGV[3]), whole(ARGV[4]), whole(ARGV[5])
if not force then
  local stale, aside = unpack(redis.call('HMGET', meta, 'stale', 'aside'))
  local waiting = (tonumber(aside) or 0) - (tonumber(stale) or 0)
  for level = 0, levels do waiting = waiting + redis.call('LLEN', ready .. level) end
  local held = { math.max(0, waiting), redis.call('ZCARD', base .. 'delayed'), redis.call('ZCOUNT', base .. 'lease', '-inf', '(+inf') }
  for _, set in ipairs({ 'dead', 'bad' }) do held[#held + 1] = redis.call('ZCARD', base .. set) end
  held[#held + 1] = redis.call('HLEN', base .. 'schedules')
  local total = 0
  for _, count in ipairs(held) do total = total + count end
  if total > 0 then return { 'ILLEGAL_STATE', unpack(held, 1, 6) } end
end
local names = redis.call('ZRANGE', base .. 'aside', 0, most - 1)

for _, name in ipairs(names) do
  for level = 0, levels do redis.call('UNLINK', base .. 'aside:' .. level .. ':' .. name) end
  surely('ZREM', base .. 'aside', name)
end
if #names >= most then return { 'MORE' } end
for level = 0, levels do redis.call('UNLINK', ready .. level) end
keep_last_id()
local minute = math.floor(now / 60000)
for ago = 0, minutes do redis.call('UNLINK', base .. 'rate:' .. string.format('%d', minute - ago)) end
redis.call('UNLINK', jobs, states, meta, base .. 'delayed', base .. 'lease', base .. 'done', base .. 'dead', base .. 'cancelled')
redis.call('UNLINK', base .. 'results', base .. 'errors', base .. 'progress', base .. 'logged', base .. 'aside', base .. 'bad')
redis.call('UNLINK', base .. 'bad:why', base .. 'events', base .. 'schedules', base .. 'schedules:last', base .. 'schedules:job')
redis.call('UNLINK', base .. 'schedules:due', base .. 'domain-events')
publish(ARGV[1], 'deleted')
return { 'OK' }

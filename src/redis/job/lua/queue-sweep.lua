#!lua flags=allow-oom
-- One step of a walk through all keys that deletes the logs and idempotency keys of a queue that was deleted. It goes on where the step
-- before ended, also that of another process. It also runs while Redis is out of memory.
-- KEYS[1] the queue's base
-- ARGV[1] a pattern of the queue's keys
-- ARGV[2] how many keys to look at
-- Returns { 'OK' }, or { 'MORE' } if there are more keys to look at.
-- Costs O(ARGV[2]).
-- @include base/whole
-- @include job/queue
local count = whole(ARGV[2])
local cursor = redis.call('GET', base .. 'gone') or '0'
local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', count)
local seq, born = unpack(redis.call('HMGET', meta, 'seq', 'born'))
born = seq and tonumber(born) or 0
-- What belongs to a new queue of the same name stays.
local gone = {}
for _, key in ipairs(page[2]) do
  local part = string.sub(key, #base + 1)
  local id = string.match(part, '^log:(%d+)$')
  if id then
    if redis.call('SISMEMBER', base .. 'logged', id) == 0 then gone[#gone + 1] = key end
  elseif string.match(part, '^idem:') or string.match(part, '^digest:') then
    local job = tonumber(string.match(redis.call('GET', key) or '', '^%d+'))
    if not seq or not job or job <= born then gone[#gone + 1] = key end
  end
end

local next_cursor = page[1] or '0'
for _, key in ipairs(gone) do redis.call('UNLINK', key) end
if next_cursor == '0' then
  redis.call('UNLINK', base .. 'gone')
  return { 'OK' }
end
redis.call('SET', base .. 'gone', next_cursor)
return { 'MORE' }

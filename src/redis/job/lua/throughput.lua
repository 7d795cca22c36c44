-- Counts what a queue did in each of its last minutes.
-- KEYS[1] the queue's base
-- ARGV[1] how many minutes
-- Returns { minute (since 1970), completed jobs, failed attempts, ... }, oldest first; the running minute is the last
-- Costs one command per minute.
-- @include job/queue
local minute = math.floor(now / 60000)
local answer = {}
for ago = tonumber(ARGV[1]) - 1, 0, -1 do
  local at = string.format('%d', minute - ago)
  local rates = redis.call('HMGET', base .. 'rate:' .. at, 'c', 'f')
  answer[#answer + 1] = tonumber(at)
  answer[#answer + 1] = tonumber(rates[1] or 0)
  answer[#answer + 1] = tonumber(rates[2] or 0)
end
return answer

-- Gives a data set what later releases have added to the first policies, unless it has seen it; every process then reads them again.
-- KEYS[1] the policies
-- KEYS[2] the version
-- KEYS[3] how many releases' additions the data set has
-- ARGV[1] how many releases have added policies so far
-- ARGV[2] how many of them the data set had when it was read, or ''
-- ARGV[3] how many policies there may be
-- ARGV[4..] of each policy that is new or has more targets: its name, its text as it was read or '', its new text
-- Returns { 'OK' }; { 'CHANGED' }: something of it is another by now.
-- Costs two commands per policy.
-- @include base/surely
-- @include rate-limit/renew
if (redis.call('GET', KEYS[3]) or '') ~= ARGV[2] then return { 'CHANGED' } end
local most, count = tonumber(ARGV[3]) or 0, redis.call('HLEN', KEYS[1])
local changes = {}
for at = 4, #ARGV, 3 do
  local before = redis.call('HGET', KEYS[1], ARGV[at]) or ''
  if before ~= ARGV[at + 1] then return { 'CHANGED' } end
  if before == '' then count = count + 1 end
  -- A data set that is full of an operator's policies keeps these.
  if before ~= '' or count <= most then
    changes[#changes + 1] = ARGV[at]
    changes[#changes + 1] = ARGV[at + 2]
  end
end
if #changes > 0 then
  redis.call('HSET', KEYS[1], unpack(changes))
  renew(KEYS[2])
end
surely('SET', KEYS[3], ARGV[1])
return { 'OK' }

-- Stores what was loaded, unless its key or one of its tags was invalidated since the load began.
-- KEYS[1..] entries; a shard's other keys are derived from them as cache/entry tells
-- ARGV[1] the channel
-- ARGV[2] how many buckets that have passed a new one takes out of a shard's counts
-- ARGV[3..] two a key: as JSON its token, the milliseconds that it is fresh, may be served stale and is kept, the
--   milliseconds that its load took, the number of the shard's invalidations when the load began, its tags, and the
--   versions that they had; and the value. A value that was not loaded but set has no versions and -1 for the
--   invalidations: it is stored in any case
-- Returns for each key { 'OK', time until which it is fresh }, or { 'OVERTAKEN' }: it was not stored.
-- Costs about ten commands a key, and four a tag.
-- @include base/in-chunks
-- @include base/now
-- @include base/surely
-- @include cache/entry
-- @include cache/lease
local now = now_ms()
local channel = ARGV[1]

-- Tags that the load named only at its end have no version from its beginning: nothing at all may have been invalidated.
local function is_overtaken(start, tags, versions, moved)
  if moved < 0 then
    return false
  end
  for place, tag in ipairs(tags) do
    local version = versions[place]
    if version then
      if surely('GET', start .. 't:' .. tag) ~= version then
        return true
      end
    elseif tonumber(surely('GET', start .. 'moved') or 0) ~= moved then
      return true
    end
  end
  return false
end

local function count_on(start, kept_until, power)
  local bucket = bucket_of(kept_until, power)
  if surely('HINCRBY', start .. 'count', bucket, 1) ~= 1 then
    return
  end
  local width = 1000 * 10 ^ power
  surely('ZADD', start .. 'count-until', (math.floor(kept_until / width) + 1) * width, bucket)
  local passed = surely('ZRANGEBYSCORE', start .. 'count-until', '-inf', now, 'LIMIT', 0, ARGV[2])
  in_chunks('HDEL', start .. 'count', passed)
  in_chunks('ZREM', start .. 'count-until', passed)
end

local calls = {}
for index = 1, #KEYS do
  local call, start, key = cjson.decode(ARGV[index * 2 + 1]), start_of(KEYS[index])
  assert(type(call[1]) == 'string' and type(call[7]) == 'table' and type(call[8]) == 'table', 'a load is not whole')
  for place = 2, 6 do assert(type(call[place]) == 'number', 'a load is not whole') end
  call.message = 'i' .. cjson.encode({ keys = { key } })
  calls[index] = call
  -- Read first, so that a shard whose counts are not what they should be is met before anything is written.
  redis.call('HLEN', start .. 'count')
  redis.call('ZCARD', start .. 'count-until')
end
local answers = {}
for index, call in ipairs(calls) do
  local token, fresh, stale, kept, took, moved = call[1], call[2], call[3], call[4], call[5], call[6]
  local tags, versions = call[7], call[8]
  local start, key = start_of(KEYS[index])
  local lease_key = start .. 'l:' .. key
  local holder, awaited = holder_of(surely('GET', lease_key))
  local loaded = moved >= 0
  if loaded and holder ~= token then
    answers[index] = { 'OVERTAKEN' }
  else
    if is_overtaken(start, tags, versions, moved) then
      answers[index] = { 'OVERTAKEN' }
    else
      local held = {}
      for place, tag in ipairs(tags) do
        held[place] = version_of(start .. 't:' .. tag, token, kept)
      end
      local power = math.max(0, math.ceil(math.log10(kept / 100000)))
      count_off(start, head_of(KEYS[index]))
      local text = new_entry(now, { fresh, stale, kept }, took, power, tags, held) .. ARGV[index * 2 + 2]
      redis.call('SET', KEYS[index], text, 'PX', kept)
      count_on(start, now + kept, power)
      answers[index] = { 'OK', now + fresh }
    end
    if holder then
      redis.call('DEL', lease_key)
    end
    if not loaded then
      redis.call('PUBLISH', channel, call.message)
    elseif awaited then
      redis.call('PUBLISH', channel, 's' .. key)
    end
  end
end
return answers

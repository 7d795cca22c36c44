-- Idempotency keys of a topic, in two hashes from a key to the cursor of its message and a digest of its payload: <base>keys, and
-- <base>keys:before, which <base>keys becomes when it is full or a TTL old. So a key is known for its TTL at least, or until that
-- many newer ones have come.
-- @include base/in-chunks
-- @include base/surely

-- The cursor and the digest that a key is known with, or nil.
local function published_under(base, key)
  local known = surely('HGET', base .. 'keys', key) or surely('HGET', base .. 'keys:before', key)
  if known then return string.match(known, '^(%S+) (.*)$') end
end

-- Notes keys and what is known of each (`pairs`). `since` is when the newer hash was begun. Returns what replaces it.
local function note_published(base, since, now, ttl_ms, most, pairs)
  local keys, before = base .. 'keys', base .. 'keys:before'
  if not since or since <= now - ttl_ms or surely('HLEN', keys) >= most then
    since = now
    if redis.call('EXISTS', keys) == 1 then
      redis.call('UNLINK', before)
      surely('RENAME', keys, before)
    end
  end
  in_chunks('HSET', keys, pairs)
  redis.call('PEXPIRE', keys, ttl_ms)
  return since
end

-- Under which idempotency keys a topic was published to lately, in two hashes from a key to the cursor of its message and a digest
-- of its payload: <base>keys and, where that was full or is a lifetime old, <base>keys:before. So a key is known for a lifetime at
-- least, or until that many newer ones have come.
local function published_under(base, key)
  local known = redis.call('HGET', base .. 'keys', key) or redis.call('HGET', base .. 'keys:before', key)
  if known then return string.match(known, '^(%S+) (.*)$') end
end

-- `since` is when the newer hash was begun, and what is returned replaces it. `pairs` are keys and what is known of each.
local function note_published(base, since, now, lifetime_ms, most, pairs)
  local keys, before = base .. 'keys', base .. 'keys:before'
  if not since or since <= now - lifetime_ms or redis.call('HLEN', keys) >= most then
    since = now
    if redis.call('EXISTS', keys) == 1 then
      redis.call('UNLINK', before)
      redis.call('RENAME', keys, before)
    end
  end
  redis.call('HSET', keys, unpack(pairs))
  redis.call('PEXPIRE', keys, lifetime_ms)
  return since
end

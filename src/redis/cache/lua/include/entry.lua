-- What is cached under a key: one text of fixed places, then its tags, a line's end and the value as the caller encoded it.
--
--   1-13  fresh until, 14-26 may be served stale until, 27-39 kept until: milliseconds since 1970
--   40-47 how long its load took, in milliseconds
--   48    e: it is counted among those that run out in the same 10^e seconds
--   49-   a tag, a tab, the tag's version when the load began, a tab; for each tag
--
-- All of a shard's keys begin alike and are in one slot: `e:` and a key is its entry, `l:` its lease, `t:` and a tag is the
-- tag's version. An entry holds as long as all its tags have the versions that it names.
local function start_of(entry_key)
  local at = string.find(entry_key, '}:e:', 1, true)
  return string.sub(entry_key, 1, at + 1), string.sub(entry_key, at + 4)
end

local function tags_of(text)
  if string.byte(text, 49) == 10 then
    return nil
  end
  local stop = string.find(text, '\n', 49, true)
  return string.gmatch(string.sub(text, 49, stop - 1), '([^\t]+)\t([^\t]+)\t')
end

local function holds(start, text)
  local tags = tags_of(text)
  if tags then
    for tag, version in tags do
      if redis.call('GET', start .. 't:' .. tag) ~= version then
        return false
      end
    end
  end
  return true
end

-- Entries are counted by when they run out, to within a hundredth of their life at worst, so that those that run out need
-- not be counted off.
local function bucket_of(kept_until, power)
  return power .. ':' .. string.format('%d', math.floor(kept_until / (1000 * 10 ^ power)))
end

local function count_off(start, text)
  local bucket = bucket_of(tonumber(string.sub(text, 27, 39)), tonumber(string.sub(text, 48, 48)))
  if redis.call('HINCRBY', start .. 'count', bucket, -1) <= 0 then
    redis.call('HDEL', start .. 'count', bucket)
  end
end

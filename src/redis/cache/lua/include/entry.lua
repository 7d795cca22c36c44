-- What is cached under a key: one text of fixed places, then its tags, a line's end and the value as the caller encoded it.
-- Only this include and cache/entry.ts know the places.
--   1-13  fresh until, 14-26 may be served stale until, 27-39 kept until: milliseconds since 1970
--   40-47 how long its load took, in milliseconds
--   48    e: it is counted among those that run out in the same 10^e seconds
--   49-   a tag, a tab, the tag's version when the load began, a tab; for each tag
--
-- All of a shard's keys begin alike and are in one slot. cache/keys.ts builds them; scripts are given an entry or a tag and
-- derive the others:
--   <start>e:<key>      the entry
--   <start>l:<key>      the lease of who loads it
--   <start>t:<tag>      the version of a tag: an entry holds as long as all its tags have the versions that it names
--   <start>moved        the number of the shard's invalidations
--   <start>count        how many entries are in each bucket
--   <start>count-until  the buckets by the moment at which they have passed
-- @include base/surely
local function start_of(key)
  local at = string.find(key, '}:', 1, true) or 0
  return string.sub(key, 1, at + 1), string.sub(key, at + 4)
end

local function fresh_until_of(text)
  return tonumber(string.sub(text, 1, 13)) or 0
end

local function has_tags(text)
  return #text > 48 and string.byte(text, 49) ~= 10
end

-- The part of an entry that names its tags and their versions, to its end.
local function tags_text(text)
  return string.sub(text, 49, string.find(text, '\n', 49, true) or 48)
end

-- Iterates over the tags and their versions.
local function tags_of(text)
  return string.gmatch(tags_text(text), '([^\t\n]+)\t([^\t]+)\t')
end

local function holds(start, text)
  for tag, version in tags_of(text) do
    if surely('GET', start .. 't:' .. tag) ~= version then
      return false
    end
  end
  return true
end

-- The version that a tag has, `fresh` if it has none, which is kept for so many milliseconds at least.
local function version_of(tag_key, fresh, kept)
  local version = surely('GET', tag_key)
  if version then
    redis.call('PEXPIRE', tag_key, kept, 'GT')
    return version
  end
  redis.call('SET', tag_key, fresh, 'PX', kept)
  return fresh
end

-- An entry without its value. `lifetime` is how long it is fresh, may be served stale and is kept.
local function new_entry(now, lifetime, took, power, tags, versions)
  local fresh, stale, kept = lifetime[1], lifetime[2], lifetime[3]
  local parts = { string.format('%013d%013d%013d%08d%d', now + fresh, now + stale, now + kept, took, power) }
  for place, tag in ipairs(tags) do
    parts[place + 1] = tag .. '\t' .. versions[place] .. '\t'
  end
  return table.concat(parts) .. '\n'
end

-- The fixed places of the entry that is there, or ''.
local function head_of(entry_key)
  return surely('GETRANGE', entry_key, 0, 47)
end

-- Entries are counted by when they run out, to within a hundredth of their life at worst, so that those that run out need
-- not be counted off.
local function bucket_of(kept_until, power)
  return power .. ':' .. string.format('%d', math.floor(kept_until / (1000 * 10 ^ power)))
end

-- Takes an entry out of the counts; `text` is '' where there is none.
local function count_off(start, text)
  if text == '' then
    return
  end
  local kept_until, power = tonumber(string.sub(text, 27, 39)), tonumber(string.sub(text, 48, 48))
  -- What is no entry was never counted.
  if not kept_until or not power then
    return
  end
  local bucket = bucket_of(kept_until, power)
  if surely('HINCRBY', start .. 'count', bucket, -1) <= 0 then
    surely('HDEL', start .. 'count', bucket)
  end
end

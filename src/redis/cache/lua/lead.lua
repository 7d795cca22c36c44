-- Settles who loads keys that somebody found missing, stale or about to be.
--
-- KEYS   entries
-- ARGV   1: how long a lease holds, 2: how long a tag's version is kept at least, both in milliseconds; 3: as JSON, a list a
--        key: a token; the time until which the entry that is known is fresh, 0 for none; 1 where the caller waits for
--        whoever loads; 1 where a failed load may be tried again at once; then the tags
-- Returns the time, then a text a key:
--   an entry's text      somebody has loaded it meanwhile; it is fresh and has the tags
--   L, tab, number of the shard's invalidations, tab, versions with tabs between     the caller is to load it
--   W and milliseconds   somebody else loads it, and holds the lease for so long unless it is prolonged
--   P and milliseconds   its load has failed and is not tried again for so long
-- Costs up to six commands a key, and three a tag.
-- @include base/now
-- @include cache/entry
-- @include cache/lease
local now = now_ms()
local calls = cjson.decode(ARGV[3])

local function has_tags(text, call)
  if #call == 4 then
    return true
  end
  local held = {}
  for tag in tags_of(text) or pairs({}) do
    held[tag] = true
  end
  for at = 5, #call do
    if not held[call[at]] then
      return false
    end
  end
  return true
end

local answers = { string.format('%d', now) }
for index, call in ipairs(calls) do
  local token, seen, waits, insists = call[1], call[2], call[3] == 1, call[4] == 1
  local start, key = start_of(KEYS[index])
  local text = redis.call('GET', KEYS[index])
  local fresh_until = text and tonumber(string.sub(text, 1, 13)) or 0
  if fresh_until > now and fresh_until > seen and holds(start, text) and has_tags(text, call) then
    answers[index + 1] = text
  else
    local lease_key = start .. 'l:' .. key
    local lease = redis.call('GET', lease_key)
    if lease == '!' and insists then
      lease = false
    end
    if lease == '!' then
      answers[index + 1] = 'P' .. redis.call('PTTL', lease_key)
    elseif lease then
      local _, awaited = holder_of(lease)
      if waits and not awaited then
        redis.call('APPEND', lease_key, '+')
      end
      answers[index + 1] = 'W' .. redis.call('PTTL', lease_key)
    else
      redis.call('SET', lease_key, token, 'PX', ARGV[1])
      local parts = { 'L', redis.call('GET', start .. 'moved') or '0' }
      for at = 5, #call do
        local tag_key = start .. 't:' .. call[at]
        if not redis.call('SET', tag_key, token, 'NX', 'PX', ARGV[2]) then
          redis.call('PEXPIRE', tag_key, ARGV[2], 'GT')
        end
        parts[#parts + 1] = redis.call('GET', tag_key)
      end
      answers[index + 1] = table.concat(parts, '\t')
    end
  end
end
return answers

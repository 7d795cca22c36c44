-- Settles who loads keys that somebody found missing, stale or about to be.
-- KEYS[1..] entries; a shard's other keys are derived from them as cache/entry tells
-- ARGV[1] how many milliseconds a lease holds
-- ARGV[2] how many milliseconds a tag's version is kept at least
-- ARGV[3] after how many bytes of texts no more keys are looked at
-- ARGV[4] as JSON, a list a key: a token; the time until which the entry that is known is fresh, 0 for none; 1 where the
--   caller waits for whoever loads; 1 where a failed load may be tried again at once; then the tags
-- Returns the time, then for each key
--   { 'ENTRY', text }: somebody has loaded it meanwhile; it is fresh and has the tags
--   { 'OK', number of the shard's invalidations, the tags' versions ... }: the caller is to load it
--   { 'WAIT', milliseconds }: somebody else loads it, and holds the lease for so long unless it is prolonged
--   { 'PAUSE', milliseconds }: its load has failed and is not tried again for so long
-- The rest was not looked at where there are fewer answers than keys.
-- Costs up to six commands a key, and three a tag.
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include cache/entry
-- @include cache/lease
local now = now_ms()
local lease_ms, kept, bytes_left = whole(ARGV[1]), whole(ARGV[2]), whole(ARGV[3])
local calls = cjson.decode(ARGV[4])

local function has_tags_of(text, call)
  if #call == 4 then
    return true
  end
  local held = {}
  for tag in tags_of(text) do
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
  if bytes_left <= 0 then break end
  local token, seen, waits, insists = call[1], call[2], call[3] == 1, call[4] == 1
  local start, key = start_of(KEYS[index])
  local text = surely('GET', KEYS[index])
  local fresh_until = text and fresh_until_of(text) or 0
  if text and fresh_until > now and fresh_until > seen and holds(start, text) and has_tags_of(text, call) then
    answers[index + 1] = { 'ENTRY', text }
    bytes_left = bytes_left - #text
  else
    local lease_key = start .. 'l:' .. key
    local lease = surely('GET', lease_key)
    if lease == '!' and insists then
      lease = false
    end
    if lease == '!' then
      answers[index + 1] = { 'PAUSE', redis.call('PTTL', lease_key) }
    elseif lease then
      local _, awaited = holder_of(lease)
      if waits and not awaited then
        surely('APPEND', lease_key, '+')
      end
      answers[index + 1] = { 'WAIT', redis.call('PTTL', lease_key) }
    else
      redis.call('SET', lease_key, token, 'PX', lease_ms)
      local answer = { 'OK', surely('GET', start .. 'moved') or '0' }
      for at = 5, #call do
        answer[#answer + 1] = version_of(start .. 't:' .. call[at], token, kept)
      end
      answers[index + 1] = answer
    end
  end
end
return answers

-- Ends one session, or lets it end after a short grace, and tells every process.
-- KEYS: pass, access
-- ARGV: owner, name, reason, channel, grace ms (0: at once)
-- Returns 1 where it was live, else 0. Costs O(log n) of the owner's sessions.
-- @include session/pass
local now, start = now_ms(), key_start(KEYS[2])
local pass, access = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
local live = is_live(pass, access or guest_access, now)
local grace = tonumber(ARGV[5])
if live and grace > 0 then
  -- Requests in flight still find it; its absolute end keeps them from prolonging it.
  local last = math.min(now + grace, tonumber(string.sub(pass, 14, 26)))
  redis.call('SETRANGE', KEYS[1], 13, ms_text(last) .. ms_text(last))
  expire_at(start, ARGV[2], last, now)
  note_change(start)
else
  remove(start, ARGV[2])
end
if not live then return 0 end
tell_end(ARGV[4], {owner = ARGV[1], name = ARGV[2], reason = ARGV[3], at = now})
return 1

-- A session's pass: a text of fixed places that its token is judged by, so that many are read by one MGET and compared as
-- text. Only the includes pass and pass-change and session/pass.ts know the places; tests/session/pass.store.test.ts
-- compares them. All times are milliseconds since 1970.
--   1-13    last use: passes are compared whole with ms_text of a time
--   14-26   end, unless it is used again
--   27-39   absolute end
--   40-52   last authentication; 0 for a guest
--   53-65   stamp: the beginning of the access when the token was made
--   66      flag: - none, D device, N network
--   67      transport: C cookie, B bearer; R and S the same of who is to be remembered; all four in lower case once a second factor
--           was given; I cookie and J bearer where an administrator acts as the account
--   68-110  hash of the token
--   111-    client as `family|network|address`
-- session/validate runs for each request and pays for each function that is defined here: there are few.
local function ms_text(ms)
  return string.format('%013d', ms)
end

-- Last use, end, absolute end and last authentication.
local function pass_times(pass)
  local sub = string.sub
  return tonumber(sub(pass, 1, 13)) or 0, tonumber(sub(pass, 14, 26)) or 0, tonumber(sub(pass, 27, 39)) or 0,
    tonumber(sub(pass, 40, 52)) or 0
end

-- Flag, transport, hash and client.
local function pass_marks(pass)
  local sub = string.sub
  return sub(pass, 66, 66), sub(pass, 67, 67), sub(pass, 68, 110), sub(pass, 111)
end

-- The pass after another use, of the same token.
local function used_pass(pass, last_use, ends, flag, client)
  return ms_text(last_use) .. ms_text(ends) .. string.sub(pass, 27, 65) .. flag .. string.sub(pass, 67, 110) .. client
end

-- Whether the session lives: its pass is there and has not run out, its account is enabled and has not ended all its
-- sessions since.
local function is_live(pass, access, now)
  return pass and string.sub(pass, 14, 26) > ms_text(now) and string.sub(pass, 53, 59) == string.sub(access, 1, 7)
end

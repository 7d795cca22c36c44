-- Makes passes, and ends those that are to live on for a while or in another generation; session/pass lists the places.
-- @include session/pass
-- `given` has a field for each part; `access` is the account's, or the guest's.
local function new_pass(given, access)
  return ms_text(given.last_use) .. ms_text(given.ends) .. ms_text(given.absolute_end) .. ms_text(given.authentication)
    .. string.sub(access, 1, 13) .. given.flag .. given.transport .. given.hash .. given.client
end

-- The pass of a session that no use prolongs beyond `ms`.
local function ending_pass(pass, ms)
  return string.sub(pass, 1, 13) .. ms_text(ms) .. ms_text(ms) .. string.sub(pass, 40)
end

-- The pass of a session that lives on in the generation of this access.
local function pass_of_generation(pass, access)
  return string.sub(pass, 1, 52) .. string.sub(access, 1, 7) .. string.sub(pass, 60)
end

-- How long a session may live. Scripts are given the milliseconds of all kinds as one text with commas between: those of accounts, of
-- administrators, of people who are remembered, of administrators who act as an account, and of guests.
-- @include base/whole
-- @include session/access

-- To be read before the first write: it throws where one is missing.
local function lifetimes_of(text)
  local account, admin, remembered, acting, guest = string.match(text, '^(%d+),(%d+),(%d+),(%d+),(%d+)$')
  return { account = whole(account), admin = whole(admin), remembered = whole(remembered), acting = whole(acting), guest = whole(guest) }
end

-- `transport` is that of the pass. An administrator is never remembered.
local function lifetime_of(lifetimes, access, transport)
  if access == guest_access then return lifetimes.guest or 0 end
  if transport == 'I' or transport == 'J' then return lifetimes.acting or 0 end
  if string.find(access, 'ADMIN', 14, true) then return lifetimes.admin or 0 end
  if string.find('RSrs', transport, 1, true) then return lifetimes.remembered or 0 end
  return lifetimes.account or 0
end

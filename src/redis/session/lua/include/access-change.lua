-- Changes an account's access; session/access lists its places.
local function next_count(text)
  return string.format('%06d', (tonumber(text) + 1) % 1000000)
end

local function access_is_disabled(access)
  return string.sub(access, 1, 1) == 'D'
end

local function access_roles(access)
  return string.sub(access, 14)
end

-- The access with other roles, and so with the next version.
local function access_with_roles(access, roles)
  return string.sub(access, 1, 7) .. next_count(string.sub(access, 8, 13)) .. roles
end

-- The access of an account that is disabled, or enabled.
local function access_with_state(access, is_disabled)
  return (is_disabled and 'D' or 'E') .. string.sub(access, 2)
end

-- The access with the next generation: no pass of the one before opens anything.
local function access_with_next_generation(access)
  return string.sub(access, 1, 1) .. next_count(string.sub(access, 2, 7)) .. string.sub(access, 8)
end

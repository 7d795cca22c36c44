-- The administrators of a shard: a set of ids. Whoever reads it looks at the access of each, which is what counts.
-- @include base/surely

-- Whether roles, with commas between, have the one of administrators.
local function has_admin(roles)
  return string.find(',' .. roles .. ',', ',ADMIN,', 1, true) ~= nil
end

local function list_administrator(administrators, id, roles)
  if has_admin(roles) then surely('SADD', administrators, id) else surely('SREM', administrators, id) end
end

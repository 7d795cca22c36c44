-- Judges what somebody has from a mail: the secret of its link, or its code with the challenge of the browser that asked for it.

-- What a proof is judged by: link, code, challenge, e-mail address, and how many codes were tried. Then what it brings: the hash of a
-- password, and another address.
local function proof_fields(key)
  return redis.call('HMGET', key, 'link', 'code', 'challenge', 'email', 'tries', 'password', 'newEmail')
end

local function is_proof(fields, kind, digest, challenge, most_tries)
  if not fields[4] then return false end
  if kind == 'link' then return fields[1] == digest end
  if fields[3] ~= challenge or (tonumber(fields[5]) or 0) >= most_tries then return false end
  return fields[2] == digest
end

-- Which of so many shards has a key, counted from 1: by FNV-1a, as base/shards.ts has it.
local function shard_of(key, count)
  local hash = 2166136261
  for place = 1, #key do
    hash = bit.bxor(hash, string.byte(key, place)) % 4294967296
    -- 16777619, the prime of FNV, in two parts: Lua's numbers are exact up to 53 bits.
    hash = (hash * 403 + hash % 256 * 16777216) % 4294967296
  end
  return bit.bxor(hash, math.floor(hash / 65536)) % 4294967296 % count + 1
end

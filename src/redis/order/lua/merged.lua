-- Reads a page of everybody's orders: the first places of several indexes together.
-- KEYS[1..] indexes of orders by state
-- ARGV[1] 'b' for the oldest first, else ''
-- ARGV[2] the place after which the page begins, or ''
-- ARGV[3] the place at which the list ends in that direction, or ''
-- ARGV[4] how many orders; of one more only the place
-- ARGV[5..] what the keys of orders begin with, by shard; none on a cluster
-- Returns { place, fields and values in turn or nothing if they were not read, ... } in the direction of the page.
-- Costs O(page * indexes), with an HGETALL per order and a ZRANGE per index and 16 orders of it.
-- @include base/whole
-- @include order/shard
local backwards, size = ARGV[1] == 'b', whole(ARGV[4])
local shards = { unpack(ARGV, 5) }
local far = backwards and '+' or '-'
if ARGV[3] ~= '' then far = '[' .. ARGV[3] end

-- The next entries of an index. It has no more after fewer than these.
local CHUNK = 16
local function fill(index)
  local from = index.from == '' and (backwards and '-' or '+') or '(' .. index.from
  local command = backwards and 'ZRANGEBYLEX' or 'ZREVRANGEBYLEX'
  index.places, index.at = redis.call(command, index.key, from, far, 'LIMIT', 0, CHUNK), 1
  index.from = #index.places == CHUNK and index.places[CHUNK]
end

local indexes = {}
for at, key in ipairs(KEYS) do
  indexes[at] = { key = key, from = ARGV[2] }
  fill(indexes[at])
end
local answer = {}
for count = 1, size + 1 do
  local first, first_place
  for _, index in ipairs(indexes) do
    if index.at > #index.places and index.from then fill(index) end
    local place = index.places[index.at]
    if place and (not first or (backwards and place < first_place) or (not backwards and place > first_place)) then
      first, first_place = index, place
    end
  end
  if not first then break end
  first.at = first.at + 1
  answer[#answer + 1] = first_place
  answer[#answer + 1] = count <= size and stored_order(string.match(first_place, ':(.*)$'), shards)
end
return answer

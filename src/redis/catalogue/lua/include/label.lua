-- Names as numbers. `names` has the names in their order, `<name>\0<number>`; the score of each in the order by name is a label, and
-- the labels lie in the order of the names. A new one gets a label between its neighbours'; where there is none left, those
-- around it are spread out (list labelling: the wider the spread has to be, the more room it leaves, so it is seldom wide).
-- @include base/surely
-- @include catalogue/order
local labels_end = 2 ^ 40
-- Left free after the last name, so that a list which comes in order needs no spreading.
local last_gap = 2 ^ 16

-- With the fewest bits set, as each is a slice to write.
local function roundest_between(low, high)
  local step = 1
  while (math.floor(low / step / 2) + 1) * step * 2 < high do step = step * 2 end
  return (math.floor(low / step) + 1) * step
end

local function number_in(entry) return string.sub(entry, -8) end

local function label_at(names, by_name, rank)
  local entry = surely('ZRANGE', names, rank, rank)[1]
  return entry and score_of(surely('ZSCORE', by_name, number_in(entry)) or nil)
end

local function spread_labels(names, by_name, slices, rank)
  local reach, least = 16, 2 ^ 8
  while true do
    local first = math.max(0, rank - reach)
    local entries = surely('ZRANGE', names, first, rank + reach)
    local low = first > 0 and label_at(names, by_name, first - 1) or 0
    local high = label_at(names, by_name, first + #entries) or math.min(labels_end, low + (#entries + 1) * last_gap)
    local gap = math.floor((high - low) / (#entries + 1))
    if gap >= least then
      for index, entry in ipairs(entries) do
        put_in_order(by_name, slices, 'name', number_in(entry), low + gap * index)
      end
      return
    end
    reach, least = reach * 2, least * 1.2
  end
end

local function add_name(names, by_name, slices, name, number)
  local entry = name .. '\0' .. number
  surely('ZADD', names, 0, entry)
  local rank = surely('ZRANK', names, entry) or 0
  local low = rank > 0 and label_at(names, by_name, rank - 1) or 0
  local high = label_at(names, by_name, rank + 1) or math.min(labels_end, low + 2 * last_gap)
  if high - low < 2 then return spread_labels(names, by_name, slices, rank) end
  put_in_order(by_name, slices, 'name', number, roundest_between(low, high))
end

local function remove_name(names, by_name, slices, name, number)
  surely('ZREM', names, name .. '\0' .. number)
  take_from_order(by_name, slices, 'name', number)
end

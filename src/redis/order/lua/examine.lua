#!lua flags=allow-oom
-- Looks at one order for what does not go together, as a crash of an earlier release left it, and puts it right if asked to.
-- It also runs while Redis is out of memory: what it writes is bounded.
-- KEYS[1] the order
-- KEYS[2] the in-flight index: orders by the end of their lock
-- KEYS[3] the outbox
-- KEYS[4] how the indexes of orders by state begin
-- KEYS[5] orders by their numbers
-- ARGV[1] the order's id
-- ARGV[2] '1' to put it right, else ''
-- ARGV[3] milliseconds to keep an order from its last move on
-- ARGV[4] by how many milliseconds that may be less
-- ARGV[5..] for each state of an order: the state, and the event that a move to it writes into the outbox; '' for none
-- Returns words: `history` (it does not end with the order's state), `outbox` (the move to the state broke off before its event was
--   written), `unlisted`, `listed` (under another state as well), `lost` (PENDING, and nobody will go on with it), `in-flight`
--   (and not PENDING), `endless` (kept without an end), `unnumbered` (it cannot be found by its number).
-- Costs O(states + history).
-- @include base/now
-- @include base/surely
-- @include base/whole
-- @include order/number
-- @include order/place
local order, in_flight, outbox, by_state, by_number = unpack(KEYS)
local id, mends, kept_ms, slack_ms = ARGV[1], ARGV[2] == '1', whole(ARGV[3]), tonumber(ARGV[4])
local now, found = now_ms(), {}
local state, history, placed, locked_until, imported, number =
  unpack(redis.call('HMGET', order, 'state', 'history', 'placedAt', 'lockedUntil', 'imported', 'number'))
if not state then return found end

local place = order_place(tonumber(placed or nil) or 0, id)
local old_place = string.format('%015.0f', tonumber(placed or nil) or 0) .. ':' .. id
local event, is_listed, wrong = nil, false, {}
for at = 5, #ARGV, 2 do
  local index = by_state .. ARGV[at]
  if ARGV[at] == state then
    event = ARGV[at + 1]
    is_listed = redis.call('ZSCORE', index, place) ~= false
  elseif redis.call('ZSCORE', index, place) then
    wrong[#wrong + 1] = { index, place }
  end
  if old_place ~= place and redis.call('ZSCORE', index, old_place) then wrong[#wrong + 1] = { index, old_place } end
end
local is_order, flies = event ~= nil, redis.call('ZSCORE', in_flight, id)
redis.call('XLEN', outbox)
-- That of an order of the past is from other books: it is found by its id. Those of an earlier release have no letters.
local counted = not imported and tonumber(string.match(number or '', '^(%d+)%-?%w*$') or nil)
local in_numbers = number_place(counted or 0, id)

-- A move keeps the order for the whole time from its last entry on, and writes the event right after that.
local ok, moves = pcall(cjson.decode, history or '[]')
local last = ok and type(moves) == 'table' and moves[#moves] or nil
local expires = redis.call('PEXPIRETIME', order)
local is_short = last and tonumber(last.at) and expires > 0 and expires + slack_ms < last.at + kept_ms
local function note(word, is_so)
  if is_so then found[#found + 1] = word end
  return is_so
end
local no_history = note('history', is_order and (not last or last.state ~= state))
local no_event = note('outbox', is_order and not imported and event ~= '' and (no_history or is_short))
local unlisted = note('unlisted', is_order and not is_listed)
note('listed', #wrong > 0)
local lost = note('lost', state == 'PENDING' and not flies)
local flies_on = note('in-flight', state ~= 'PENDING' and flies ~= false)
local endless = note('endless', expires == -1)
local unnumbered = note('unnumbered', is_order and counted and not redis.call('ZSCORE', by_number, in_numbers))
if not mends or #found == 0 then return found end

local entry = '{"state":"' .. state .. '","at":' .. string.format('%.0f', now) .. '}'
local whole_history = last and string.sub(history, 1, -2) .. ',' .. entry .. ']' or '[' .. entry .. ']'
if no_history then redis.call('HSET', order, 'history', whole_history) end
if not placed and is_order then surely('HSET', order, 'placedAt', '0') end
if unlisted then surely('ZADD', by_state .. state, 0, place) end
for _, each in ipairs(wrong) do surely('ZREM', each[1], each[2]) end
if lost then surely('ZADD', in_flight, tonumber(locked_until or nil) or now, id) end
if flies_on then surely('ZREM', in_flight, id) end
if no_history or no_event or endless then redis.call('PEXPIRE', order, kept_ms) end
if unnumbered then add_number(by_number, in_numbers, {}) end
if no_event then surely('XADD', outbox, '*', 'event', event, 'order', id) end
return found

-- Reads topics after cursors.
-- KEYS[1..] the topics' bases
-- ARGV[1] how many bytes one reader gets
-- ARGV[2..] for each topic: id of the entry and number of the message after which to begin, how many
-- Returns for each { millisecond at which the numbering began, { { id, number of the first message, payloads ... }, ... } }.
-- Costs O(log n + messages read) per topic.
-- @include message/messages-after
local results = {}
for place, base in ipairs(KEYS) do
  local id, number, want = unpack(ARGV, 3 * place - 1, 3 * place + 1)
  local born = tonumber(redis.call('HGET', base .. 'meta', 'born')) or 0
  results[place] = { born, messages_after(base .. 'messages', id, tonumber(number), tonumber(want), tonumber(ARGV[1])) }
end
return results

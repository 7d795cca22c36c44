-- Reads topics after cursors.
-- KEYS[1..] the bases of the topics, or of their parts
-- ARGV[1] how many bytes one reader gets
-- ARGV[2..] for each topic: id of the entry and number of the message after which to begin, how many
-- Returns for each { millisecond at which the numbering began, how many parts the topic has, or 0 if it holds nothing that tells, { {
-- id, number of the first message, payloads ... }, ... } }.
-- Costs O(log n + messages read) per topic.
-- @include message/messages-after
local results = {}
for place, base in ipairs(KEYS) do
  local id, number, want = unpack(ARGV, 3 * place - 1, 3 * place + 1)
  local born, last, parts = unpack(redis.call('HMGET', base .. 'meta', 'born', 'last', 'parts'))
  parts = tonumber(parts) or last and 1 or 0
  local entries = messages_after(base .. 'messages', id, tonumber(number), tonumber(want), tonumber(ARGV[1]))
  results[place] = { tonumber(born) or 0, parts, entries }
end
return results

-- All that is stored of some jobs of a queue: records, states, results, errors and progress, each with one value per id, or false. Those
-- of the ids from `from` on, up to so many bytes: the last ids were not read where there are fewer values.
local function parts_of(queue, ids, from, most_bytes)
  local answer = { {}, {}, {}, {}, {} }
  -- How many are read at a time: a few at first, since they may all be long.
  local count, bytes = 4, 0
  while from <= #ids and bytes < most_bytes do
    local to = math.min(from + count - 1, #ids)
    for place, part in ipairs({ 'jobs', 'state', 'results', 'errors', 'progress' }) do
      for _, text in ipairs(redis.call('HMGET', queue .. part, unpack(ids, from, to))) do
        table.insert(answer[place], text)
        bytes = bytes + (text and #text or 0)
      end
    end
    from, count = to + 1, math.min(2 * count, 32)
  end
  return answer
end

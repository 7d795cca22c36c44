-- Replaces the synonyms of a word.
-- KEYS[1] the synonyms, by word
-- ARGV[1] the word
-- ARGV[2] its synonyms, as catalogue/synonyms has them; '' for none any more
-- ARGV[3] words with synonyms at most
-- Returns { 'OK' }, or { 'FULL' }: there are as many already.
-- Costs O(1).
-- @include base/whole
local synonyms, word, most = KEYS[1], ARGV[1], whole(ARGV[3])
if ARGV[2] == '' then
  redis.call('HDEL', synonyms, word)
  return { 'OK' }
end
if redis.call('HEXISTS', synonyms, word) == 0 and redis.call('HLEN', synonyms) >= most then return { 'FULL' } end
redis.call('HSET', synonyms, word, ARGV[2])
return { 'OK' }

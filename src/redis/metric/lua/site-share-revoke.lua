#!lua flags=allow-oom
-- Ends a share link of a site. Every process is told.
-- It also runs while Redis is out of memory: a right must be taken away at any time.
-- KEYS[1] the links of the site, by the digest of their token
-- ARGV[1] the digest
-- ARGV[2] the channel of changed rights
-- Returns 1, or 0: there is no such link.
-- Costs O(1).

if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('PUBLISH', ARGV[2], ARGV[1])
return 1

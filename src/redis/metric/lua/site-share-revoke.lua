#!lua flags=allow-oom
-- Ends a share link of a site. Every process is told.
-- It also runs while Redis is out of memory: a right must be taken away at any time.
-- KEYS[1] the links of the site, by the digest of their token
-- ARGV[1] the digest
-- ARGV[2] the channel of changed rights
-- Returns { 'OK' } or { 'NONE' }: there is no such link.
-- Costs O(1).

if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return { 'NONE' } end
redis.call('PUBLISH', ARGV[2], ARGV[1])
return { 'OK' }

#!lua flags=allow-oom
-- Gives an account a role on a site, or takes it away. Every process is told.
-- It also runs while Redis is out of memory: a right must be taken away at any time.
-- KEYS[1] the accounts with a role on the site
-- KEYS[2] the sites on which the account has a role
-- ARGV[1] the account
-- ARGV[2] the site
-- ARGV[3] the role; '' takes it away
-- ARGV[4] how many accounts a site has at most
-- ARGV[5] on how many sites an account has a role at most
-- ARGV[6] the channel of changed rights
-- ARGV[7] the message
-- Returns { 'OK', the role before or '', milliseconds since 1970 when it had its first }, { 'NONE' }: there is none to take away;
-- { 'FULL' }: the site has as many accounts already; { 'MANY' }: the account has as many sites.
-- Costs O(1).
-- @include base/now
-- @include base/surely
-- @include base/whole

local people, sites, account, site, role = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
local mostPeople, mostSites = whole(ARGV[4]), whole(ARGV[5])
local stored = redis.call('HGET', people, account)
local before, since = (stored or ''):match('^(%u+) (%d+)$')
local listed = redis.call('HEXISTS', sites, site) == 1
if role == '' then
  if not stored and not listed then return { 'NONE' } end
  surely('HDEL', people, account)
  surely('HDEL', sites, site)
else
  if not stored and redis.call('HLEN', people) >= mostPeople then return { 'FULL' } end
  if not listed and redis.call('HLEN', sites) >= mostSites then return { 'MANY' } end
  since = since or string.format('%d', now_ms())
  surely('HSET', people, account, role .. ' ' .. since)
  surely('HSET', sites, site, role .. ' ' .. since)
end
surely('PUBLISH', ARGV[6], ARGV[7])
return { 'OK', before or '', tonumber(since or 0) }

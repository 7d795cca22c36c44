-- Gives an account back to its owner on the word of the operator: another password, no second factors, no sessions, no log-ins that wait,
-- no links with providers and no API keys.
-- KEYS[1] the account
-- KEYS[2] the account's access; its sessions' keys are derived from it as session/owner tells
-- KEYS[3] the outbox of the shard
-- KEYS[4] its second factors
-- KEYS[5] its pending log-ins
-- KEYS[6] its links with providers
-- KEYS[7] its API keys
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the hash of the new password
-- ARGV[3] a new secret of the devices that the account knows
-- ARGV[4] the owner
-- ARGV[5] the channel of ends
-- ARGV[6] how many entries the outbox keeps
-- Returns { 'OK', how many sessions ended }, or { 'NONE' }: there is no such account.
-- Costs O(log n) of the account's sessions.
-- @include base/surely
-- @include base/whole
-- @include session/end-all
-- @include account/notice
local kept = whole(ARGV[6])
if redis.call('HEXISTS', KEYS[1], 'email') == 0 then return { 'NONE' } end
local ended = end_all(KEYS[2], ARGV[4], '', 'PASSWORD_CHANGED', ARGV[5])
surely('HSET', KEYS[1], 'password', ARGV[2], 'devices', ARGV[3])
redis.call('DEL', KEYS[4], KEYS[5], KEYS[6], KEYS[7])
add_notice(KEYS[3], kept, 'ACCOUNT_WAS_RESET', ARGV[4])
return { 'OK', ended }

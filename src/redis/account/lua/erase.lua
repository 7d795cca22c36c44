#!lua flags=allow-oom
-- Erases an account: all that is in its slot goes in one step, its sessions end, and what is kept elsewhere is noted to be erased next.
-- It also runs while Redis is out of memory: a person can be erased at any time.
-- KEYS[1] the account
-- KEYS[2] the account's access; its sessions' keys are derived from it as session/owner tells
-- KEYS[3] the accounts of its shard
-- KEYS[4] the words of its shard
-- KEYS[5] what is still to be erased of accounts of the shard (hash: account -> JSON, the note of a claim and its links, a line each)
-- KEYS[6] the outbox of the shard
-- KEYS[7] the former address, to be told
-- KEYS[8] the log of the audit
-- KEYS[9] the addresses of its acts
-- KEYS[10] the administrators of the shard
-- KEYS[11] the outbox of domain events
-- KEYS[12] the links of the account with providers
-- KEYS[13..] what else the account has
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the owner
-- ARGV[3] the channel of ends
-- ARGV[4] its id
-- ARGV[5] its e-mail address, as the caller has read it
-- ARGV[6] its user name, as the caller has read it, or ''
-- ARGV[7] when it was made, in milliseconds since 1970
-- ARGV[8] how many characters the end of a word has at least
-- ARGV[9] how many ends it has at most
-- ARGV[10] what is still to be erased, as JSON
-- ARGV[11] how many entries the outbox keeps
-- ARGV[12] for how many seconds the address is kept, to be told
-- ARGV[13] how many domain events their outbox keeps
-- ARGV[14] the domain event, '' for none
-- ARGV[15] how many acts the log keeps
-- ARGV[16] for how many milliseconds
-- ARGV[17] for how many milliseconds it keeps addresses
-- ARGV[18..] the act, as account/audit has it
-- Returns { 'OK', how many sessions ended, its links, the note of a claim or '' }; { 'CHANGED' }: it has another address or user name by
-- now; { 'ADMIN' }: it is an administrator's; { 'NONE' }: there is no such account.
-- Costs O(log n) of the shard's accounts for each end of a word, and O(sessions and links of the account).
-- @include base/in-chunks
-- @include base/surely
-- @include base/whole
-- @include account/administrators
-- @include account/audit
-- @include account/directory
-- @include account/notice
-- @include domain-event/tell
-- @include session/access-change
-- @include session/end-all
-- @include session/forget
-- @include session/owner
local made_at, least, most = whole(ARGV[7]), whole(ARGV[8]), whole(ARGV[9])
local kept, seconds = whole(ARGV[11]), whole(ARGV[12])
local bounds, act = { whole(ARGV[15]), whole(ARGV[16]), whole(ARGV[17]) }, act_from(18)
local most_events = whole(ARGV[13])
local email, words, logInName, note = unpack(redis.call('HMGET', KEYS[1], 'email', 'words', 'logInName', 'claim'))
local access = redis.call('GET', KEYS[2])
if not email or not access then return { 'NONE' } end
if email ~= ARGV[5] or (logInName or '') ~= ARGV[6] then return { 'CHANGED' } end
if has_admin(access_roles(access)) then return { 'ADMIN' } end
local links = redis.call('HVALS', KEYS[12])
local rest = table.concat({ ARGV[10], note or '', unpack(links) }, '\n')
local start = key_start(KEYS[2], 'access')
local names = session_names(start)
local gone = words and ends_of(words, ARGV[4], least, most) or {}

local ended = end_all(KEYS[2], ARGV[2], '', 'REVOKED', ARGV[3])
surely('HSET', KEYS[5], ARGV[4], rest)
forget_sessions(start, names)
if #gone > 0 then in_chunks('ZREM', KEYS[4], gone) end
surely('SREM', KEYS[10], ARGV[4])
surely('ZREM', KEYS[3], string.format('%013.0f', made_at) .. ARGV[4])
redis.call('DEL', KEYS[1], KEYS[2])
for place = 12, #KEYS do redis.call('DEL', KEYS[place]) end
if kept > 0 then redis.call('SET', KEYS[7], email, 'EX', seconds) else redis.call('DEL', KEYS[7]) end
add_notice(KEYS[6], kept, 'ACCOUNT_WAS_ERASED', ARGV[2])
note_act(KEYS[8], KEYS[9], bounds, act)
tell_event(KEYS[11], most_events, ARGV[14])
return { 'OK', ended, links, note or '' }

#!lua flags=allow-oom
-- Disables or enables an account; one that is disabled loses all its sessions in the same step.
-- It also runs while Redis is out of memory: an account must be shut out at any time.
-- KEYS[1] the account's access; its sessions' keys are derived from it as session/owner tells
-- KEYS[2] the log of the audit
-- KEYS[3] the addresses of its acts
-- KEYS[4] the outbox of domain events
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] 1 to disable it, 0 to enable it
-- ARGV[3] the owner
-- ARGV[4] the channel of ends
-- ARGV[5] how many domain events their outbox keeps
-- ARGV[6] the domain event, '' for none
-- ARGV[7] how many acts the log keeps
-- ARGV[8] for how many milliseconds
-- ARGV[9] for how many milliseconds it keeps addresses
-- ARGV[10..] the act, as account/audit has it
-- Returns { 'OK', how many sessions ended }, or { 'NONE' }: there is no such account.
-- Costs O(log n) of the account's sessions.
-- @include base/surely
-- @include base/whole
-- @include account/audit
-- @include domain-event/tell
-- @include session/access-change
-- @include session/owner
-- @include session/end-all
local bounds, act = { whole(ARGV[7]), whole(ARGV[8]), whole(ARGV[9]) }, act_from(10)
local most_events = whole(ARGV[5])
local access = surely('GET', KEYS[1])
if not access then return {'NONE'} end
local disables = ARGV[2] == '1'
local ended = disables and end_all(KEYS[1], ARGV[3], '', 'ACCOUNT_DISABLED', ARGV[4]) or 0
surely('SET', KEYS[1], access_with_state(surely('GET', KEYS[1]) or access, disables), 'KEEPTTL')
note_change(key_start(KEYS[1], 'access'))
act.before = access_is_disabled(access) and 'disabled' or 'enabled'
act.after = disables and 'disabled' or 'enabled'
note_act(KEYS[2], KEYS[3], bounds, act)
if act.before ~= act.after then tell_event(KEYS[4], most_events, ARGV[6]) end
return {'OK', ended}

#!lua flags=allow-oom
-- Disables or enables an account; one that is disabled loses all its sessions in the same step.
-- It also runs while Redis is out of memory: an account must be shut out at any time.
-- KEYS[1] the account's access; its sessions' keys are derived from it as session/owner tells
-- ARGV[1] how many changes of a shard are kept
-- ARGV[2] 1 to disable it, 0 to enable it
-- ARGV[3] the owner
-- ARGV[4] the channel of ends
-- Returns { 'OK', how many sessions ended }, or { 'NONE' }: there is no such account.
-- Costs O(log n) of the account's sessions.
-- @include base/surely
-- @include session/access-change
-- @include session/owner
-- @include session/end-all
local access = surely('GET', KEYS[1])
if not access then return {'NONE'} end
local disables = ARGV[2] == '1'
local ended = disables and end_all(KEYS[1], ARGV[3], '', 'ACCOUNT_DISABLED', ARGV[4]) or 0
surely('SET', KEYS[1], access_with_state(surely('GET', KEYS[1]) or access, disables), 'KEEPTTL')
note_change(key_start(KEYS[1], 'access'))
return {'OK', ended}

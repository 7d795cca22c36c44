-- Adds a passkey that has answered the challenge for it. With the first factor the account gets recovery codes.
-- KEYS[1] the second factors
-- KEYS[2] the outbox of the shard
-- ARGV[1] the challenge
-- ARGV[2] the id of the passkey
-- ARGV[3] what it is judged by, as JSON
-- ARGV[4] its counter
-- ARGV[5] its name
-- ARGV[6] the owner
-- ARGV[7] how many entries the outbox keeps
-- ARGV[8..] digests of recovery codes
-- Returns { 'OK', 1 if the recovery codes count from now on or else 0 }; { 'NONE' }: the challenge is another by now, or too old;
-- { 'EXISTS' }: the account has the passkey already.
-- Costs O(factors).
-- @include base/now
-- @include base/whole
-- @include account/factor
-- @include account/factor-add
local counter, kept = whole(ARGV[4]), whole(ARGV[7])
local fields, now = factor_fields(KEYS[1]), now_ms()
if fields.newKey ~= ARGV[1] or (tonumber(fields.newKeyUntil) or 0) < now then return { 'NONE' } end
if fields['key:' .. ARGV[2]] then return { 'EXISTS' } end
local changes = { 'key:' .. ARGV[2], ARGV[3], 'count:' .. ARGV[2], counter, 'name:' .. ARGV[2], ARGV[5] }
local is_first = add_factor(fields, changes, 'newKey', ARGV[6], kept, 8)
return { 'OK', is_first and 1 or 0 }

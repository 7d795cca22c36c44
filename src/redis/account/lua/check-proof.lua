-- Judges a proof and leaves it as it is, but for a try of a code that was wrong.
-- KEYS[1] the proof
-- ARGV[1] 'link' or 'code'
-- ARGV[2] the digest of the link's secret, or of the code
-- ARGV[3] the digest of the challenge, for a code
-- ARGV[4] how many codes may be tried
-- Returns { 'OK', e-mail address of the account, the one that is to take its place or '' } or { 'WRONG' }.
-- Costs O(1).
-- @include base/surely
-- @include account/judge-proof
local fields = proof_fields(KEYS[1])
if is_proof(fields, ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])) then return { 'OK', fields[4], fields[7] or '' } end
-- Who has another challenge, or none, cannot use up the tries of the browser that asked.
if ARGV[1] == 'code' and fields[3] == ARGV[3] then surely('HINCRBY', KEYS[1], 'tries', 1) end
return { 'WRONG' }

#!lua flags=allow-oom
-- Ends all sessions of an account, but for one where it is named.
-- It also runs while Redis is out of memory: a session must end at any time.
-- KEYS[1] the account's access; its sessions' keys are derived from it as session/owner tells
-- ARGV[1] how many changes of a shard are kept, and the events to tell, as session/change takes them
-- ARGV[2] the owner
-- ARGV[3] the name of the session to keep, or ''
-- ARGV[4] the reason
-- ARGV[5] the channel of ends
-- Returns how many ended.
-- Costs O(log n) of the owner's sessions.
-- @include session/end-all
return end_all(KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])

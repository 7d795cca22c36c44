-- An account's access: a text of fixed places that its sessions are judged by. Only the includes access and access-change
-- and session/pass.ts know the places; tests/session/pass.store.test.ts compares them.
--   1     state: E enabled, D disabled
--   2-7   generation: one more whenever all sessions end
--   8-13  version: one more whenever the roles change
--   14-   roles, with commas between
-- Its first 13 places are the stamp of the passes made under it; a pass lives as long as the first 7 are the same in both.
-- A guest has no account and always the same access.
local guest_access = 'G000000000000'

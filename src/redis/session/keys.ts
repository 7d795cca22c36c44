// The keys of the sessions. All that belongs to one owner of sessions, an account or a guest, is in one slot; see shard.ts.

import type { ChannelPrefix } from '../base/channels.ts';
import { sessionShard } from './shard.ts';

/** Starts every key of an owner. */
export function ownerKey(prefix: string, owner: string): string {
  return `${prefix}:{session:${sessionShard(owner)}}:${owner}`;
}

export const sessionKeys = {
  /** What a session's token is judged by: one string, see lua/include/pass.lua. */
  pass: (prefix: string, owner: string, name: string) => `${ownerKey(prefix, owner)}:pass:${name}`,
  /** What else is known of a session. */
  details: (prefix: string, owner: string, name: string) => `${ownerKey(prefix, owner)}:one:${name}`,
  /** The names of an owner's live sessions by their expiry. */
  index: (prefix: string, owner: string) => `${ownerKey(prefix, owner)}:index`,
  /** Whether an account is enabled, its roles, and which of its sessions still count. */
  access: (prefix: string, owner: string) => `${ownerKey(prefix, owner)}:access`,
  /** Moves on with each change that makes a remembered pass or access of the shard wrong. */
  version: (prefix: string, shard: number) => `${prefix}:{session:${shard}}:version`,
  /** The newest of these changes. */
  changes: (prefix: string, shard: number) => `${prefix}:{session:${shard}}:changes`,
  /** Channel: sessions have ended. */
  ended: (prefix: ChannelPrefix) => `${prefix}:session-ended`,
  /** Channel: the rights of an owner's sessions have changed. */
  rights: (prefix: ChannelPrefix) => `${prefix}:session-rights`,
} as const;

// The keys of the sessions. All that belongs to one owner of sessions, an account or a guest, is in one slot; see shard.ts.

import type { ChannelPrefix } from '../base/channels.ts';
import type { RedisHandle } from '../base/handle.ts';
import { sessionShards } from './shard.ts';

/** Where a data set's keys are. */
export type KeySpace = Pick<RedisHandle, 'prefix' | 'shards'>;

/** Starts the keys of all owners of a shard. */
export function shardStart(prefix: string, shard: number): string {
  return `${prefix}:{session:${shard}}:`;
}

/** Starts every key of an owner. */
export function ownerKey(space: KeySpace, owner: string): string {
  return `${shardStart(space.prefix, sessionShards(space).of(owner))}${owner}`;
}

export const sessionKeys = {
  /** What a session's token is judged by: one string, see lua/include/pass.lua. */
  pass: (space: KeySpace, owner: string, name: string) => `${ownerKey(space, owner)}:pass:${name}`,
  /** What else is known of a session. */
  details: (space: KeySpace, owner: string, name: string) => `${ownerKey(space, owner)}:one:${name}`,
  /** The names of an owner's live sessions by their expiry. */
  index: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:index`,
  /** Whether an account is enabled, its roles, and which of its sessions still count. */
  access: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:access`,
  /** The last log-ins to an account. */
  logIns: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:log-ins`,
  /** Moves on with each change that makes a remembered pass or access of the shard wrong. */
  version: (prefix: string, shard: number) => `${prefix}:{session:${shard}}:version`,
  /** The newest of these changes. */
  changes: (prefix: string, shard: number) => `${prefix}:{session:${shard}}:changes`,
  /** How many sessions of the shard are live, by kind and by when they end. */
  live: (prefix: string, shard: number) => `${prefix}:{session:${shard}}:live`,
  /** A session of an app's own. */
  ofApp: (prefix: string, name: string, id: string) => `${prefix}:{app-session:${name}:${id}}`,
  /** Channel: sessions have ended. */
  ended: (prefix: ChannelPrefix) => `${prefix}:session-ended`,
  /** Channel: the rights of an owner's sessions have changed. */
  rights: (prefix: ChannelPrefix) => `${prefix}:session-rights`,
} as const;

// The keys of the rate limits: what a caller has used in a slot by caller, see shard.ts, and all else in one.

import type { ChannelPrefix } from '../base/channels.ts';
import { type ShardOrOne, tagOfShard } from '../base/shards.ts';

/** Starts every other key. */
const start = (prefix: string) => `${prefix}:{limit}`;

export const rateLimitKeys = {
  /** What a key has used; `kind` is g for GCRA, s for a sliding window. */
  state: (prefix: string, shard: ShardOrOne, kind: 'g' | 's', policy: string, key: string) =>
    `${prefix}:{${tagOfShard('limit', shard)}}:${kind}:${policy}:${key}`,
  /** The hits of a key in a fixed window. */
  window: (prefix: string, name: string, key: string) => `${prefix}:{window:${name}:${key}}`,
  policies: (prefix: string) => `${start(prefix)}:policies`,
  /** Grows with every change of a policy and every unblocking. */
  version: (prefix: string) => `${start(prefix)}:version`,
  /** How many releases' additions to the default policies the data set has. */
  additions: (prefix: string) => `${start(prefix)}:additions`,
  /** Units by minute of an hour (hours since 1970, or '' for scripts that append it). */
  counters: (prefix: string, policy: string, hour: number | '') => `${start(prefix)}:count:${policy}:${hour}`,
  /** Keys by the units they requested in an hour. */
  requested: (prefix: string, policy: string, hour: number | '') => `${start(prefix)}:asked:${policy}:${hour}`,
  /** Keys by the units they were refused in an hour. */
  refused: (prefix: string, policy: string, hour: number | '') => `${start(prefix)}:refused:${policy}:${hour}`,
  /** Refused keys by the moment at which they may try again. */
  blocked: (prefix: string, policy: string) => `${start(prefix)}:blocked:${policy}`,
  activity: (prefix: string) => `${start(prefix)}:activity`,
  /** Channel: the activity has a new entry. */
  activityChanged: (prefix: ChannelPrefix) => `${start(prefix)}:activity-changed`,
} as const;

// The keys of the cache, spread over shards.

import type { ChannelPrefix } from '../base/channels.ts';

/** Starts every key of a shard. */
const start = (prefix: string, shard: number) => `${prefix}:{cache:${shard}}:`;

export const cacheKeys = {
  /** Scripts derive a shard's other keys from it; lua/include/entry.lua lists them. */
  entry: (prefix: string, shard: number, key: string) => `${start(prefix, shard)}e:${key}`,
  /** The version of a tag in a shard: entries hold the one that they were loaded under. */
  tag: (prefix: string, shard: number, tag: string) => `${start(prefix, shard)}t:${tag}`,
  /** Who loads a key. */
  lease: (prefix: string, shard: number, key: string) => `${start(prefix, shard)}l:${key}`,
  /** How many entries run out when, in buckets. */
  count: (prefix: string, shard: number) => `${start(prefix, shard)}count`,
  /** These buckets by the moment at which they have passed. */
  countUntil: (prefix: string, shard: number) => `${start(prefix, shard)}count-until`,
  /** Counts the invalidations of a shard's tags. */
  moved: (prefix: string, shard: number) => `${start(prefix, shard)}moved`,
  /** Hits, misses and the like since the beginning. */
  totals: (prefix: string) => `${prefix}:{cache}:totals`,
  /** The same by minute of an hour (hours since 1970, or '' for the script that appends it). */
  minutes: (prefix: string, hour: number | '') => `${prefix}:{cache}:minutes:${hour}`,
  /** Channel: keys and tags were invalidated, or a load has ended that others wait for. */
  changed: (prefix: ChannelPrefix) => `${prefix}:cache-changed`,
} as const;

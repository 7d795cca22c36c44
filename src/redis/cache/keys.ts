// The keys of the cache, spread over shards.

/** Starts every key of a shard. */
const start = (prefix: string, shard: number) => `${prefix}:{cache:${shard}}:`;

export const cacheKeys = {
  /** Scripts find a shard's other keys by what stands before `e:`. */
  entry: (prefix: string, shard: number, key: string) => `${start(prefix, shard)}e:${key}`,
  /** The version of a tag in a shard: entries hold the one that they were loaded under. */
  tag: (prefix: string, shard: number, tag: string) => `${start(prefix, shard)}t:${tag}`,
  /** Who loads a key. */
  lease: (prefix: string, shard: number, key: string) => `${start(prefix, shard)}l:${key}`,
  /** How many entries run out when. */
  count: (prefix: string, shard: number) => `${start(prefix, shard)}count`,
  /** Hits, misses and the like since the beginning. */
  totals: (prefix: string) => `${prefix}:{cache}:totals`,
  /** The same by minute of an hour (hours since 1970, or '' for the script that appends it). */
  minutes: (prefix: string, hour: number | '') => `${prefix}:{cache}:minutes:${hour}`,
  /** Channel: keys and tags were invalidated, or a load has ended that others wait for. */
  changed: (prefix: string) => `${prefix}:cache-changed`,
} as const;

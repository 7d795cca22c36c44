// The keys of the metrics.

export const metricKeys = {
  /** What a site's visitors of one shard did; `part` is one of bucket.ts. A visitor's keys are all in one slot. */
  bucket: (prefix: string, site: string, shard: number, part: string) => `${prefix}:{an:${site}:${shard}}:${part}`,
  /** The newest events of a site, for those who watch. */
  feed: (prefix: string, site: string) => `${prefix}:{an:${site}:feed}:events`,
  feedMeta: (prefix: string, site: string) => `${prefix}:{an:${site}:feed}:meta`,
  /** How many events of a site were refused on a day of UTC, by reason. */
  dropped: (prefix: string, site: string, day: number) => `${prefix}:{an:${site}:dropped}:${day}`,
  salt: (prefix: string) => `${prefix}:metric-salt`,
  /** Channel: a site's numbers have moved. */
  changed: (prefix: string, site: string) => `${prefix}:metric-changed:${site}`,
} as const;

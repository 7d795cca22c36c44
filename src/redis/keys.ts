// Every key and every channel that Mortar writes is built here; docs/redis-keys.md lists them with their types, hash
// tags and lifetimes. What one script touches shares one hash tag, so that it is in one slot of a cluster.

export type Keys = ReturnType<typeof createKeys>;

/** @param prefix starts every key and channel; it must not hold a brace, which would make a hash tag of its own. */
export function createKeys(prefix: string) {
  if (/[{}]/.test(prefix)) throw new Error(`The key prefix ${JSON.stringify(prefix)} must not contain a brace`);
  return {
    prefix,
    /** What a site's visitors of one shard did; `part` is one of metric-bucket.ts. A visitor's keys are all in one slot. */
    metric: (site: string, shard: number, part: string) => `${prefix}:{an:${site}:${shard}}:${part}`,
    /** The newest events of a site, for those who watch. */
    metricFeed: (site: string) => `${prefix}:{an:${site}:feed}`,
    /** Channel: a site's numbers have moved. */
    metricChanged: (site: string) => `${prefix}:metric-changed:${site}`,
  };
}

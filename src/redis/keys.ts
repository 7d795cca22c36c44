// Every key and every channel that Mortar writes is built here; docs/redis-keys.md lists them with their types, hash
// tags and lifetimes. What one script touches shares one hash tag, so that it is in one slot of a cluster.

export type Keys = ReturnType<typeof createKeys>;

/** @param prefix starts every key and channel; it must not hold a brace, which would make a hash tag of its own. */
export function createKeys(prefix: string) {
  if (/[{}]/.test(prefix)) throw new Error(`The key prefix ${JSON.stringify(prefix)} must not contain a brace`);
  return {
    prefix,
    /** How far the demo is set up, and its passwords. */
    demo: `${prefix}:demo`,

    /** What a site's visitors of one shard did; `part` is one of metric-bucket.ts. A visitor's keys are all in one slot. */
    metric: (site: string, shard: number, part: string) => `${prefix}:{an:${site}:${shard}}:${part}`,
    /** The newest events of a site, for those who watch. */
    metricFeed: (site: string) => `${prefix}:{an:${site}:feed}`,
    metricFeedNumber: (site: string) => `${prefix}:{an:${site}:feed}:number`,
    metricSalt: `${prefix}:metric-salt`,
    /** Channel: a site's numbers have moved. */
    metricChanged: (site: string) => `${prefix}:metric-changed:${site}`,

    /** All that belongs to one owner of sessions, an account or a guest, is in one slot. */
    session: (owner: string, name: string) => `${prefix}:{session:${owner}}:one:${name}`,
    /** The names of an owner's live sessions by their expiry. */
    sessionIndex: (owner: string) => `${prefix}:{session:${owner}}:index`,
    /** Channel: sessions have ended. */
    sessionEnded: `${prefix}:session-ended`,
    /** `owner` as in the keys of its sessions. */
    account: (owner: string) => `${prefix}:{session:${owner}}:account`,
    /** Which account has an e-mail address. */
    accountEmail: (digest: string) => `${prefix}:account-email:{${digest}}`,
    /** Failed attempts to give a password. */
    attempts: (subject: string) => `${prefix}:attempts:{${subject}}`,

    /** The names of all queues. */
    queues: () => `${prefix}:queues`,
    /** Starts every key of a queue; lua/include/job-queue.lua lists what follows it. */
    queue: (name: string) => `${prefix}:{q:${name}}:`,
    job: (queue: string, number: string) => `${prefix}:{q:${queue}}:j:${number}`,
    jobLog: (queue: string, number: string) => `${prefix}:{q:${queue}}:j:${number}:log`,
    /** Channel: jobs of a queue changed their state. */
    queueChanged: (queue: string) => `${prefix}:queue-changed:${queue}`,
  };
}

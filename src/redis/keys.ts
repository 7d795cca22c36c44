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
    /** How many events of a site were refused on a day of UTC, by reason. */
    metricDropped: (site: string, day: number) => `${prefix}:{an:${site}:dropped}:${day}`,
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
    queueMeta: (name: string) => `${prefix}:{q:${name}}:meta`,
    queueEvents: (name: string) => `${prefix}:{q:${name}}:events`,
    queueSchedules: (name: string) => `${prefix}:{q:${name}}:schedules`,
    /** When each schedule runs next. */
    queueSchedulesDue: (name: string) => `${prefix}:{q:${name}}:schedules:due`,
    /** When each schedule ran last. */
    queueSchedulesLast: (name: string) => `${prefix}:{q:${name}}:schedules:last`,
    job: (queue: string, number: string) => `${prefix}:{q:${queue}}:j:${number}`,
    jobLog: (queue: string, number: string) => `${prefix}:{q:${queue}}:j:${number}:log`,
    /** Channel: jobs of a queue changed their state. */
    queueChanged: (queue: string) => `${prefix}:queue-changed:${queue}`,

    /** One slot for all limits, so that an operation under several policies is decided at once. */
    rateLimits: createRateLimitKeys(prefix),
  };
}

function createRateLimitKeys(prefix: string) {
  const start = `${prefix}:{limit}`;
  return {
    /** What a key has used; `kind` is g for GCRA, s for a sliding window. */
    state: (kind: 'g' | 's', policy: string, key: string) => `${start}:${kind}:${policy}:${key}`,
    policies: `${start}:policies`,
    /** Grows with every change of a policy and every unblocking. */
    version: `${start}:version`,
    /** Units by minute of an hour (hours since 1970, or '' for scripts that append it). */
    counters: (policy: string, hour: number | '') => `${start}:count:${policy}:${hour}`,
    /** Keys by the units they asked for in an hour. */
    asked: (policy: string, hour: number | '') => `${start}:asked:${policy}:${hour}`,
    /** Keys by the units they were refused in an hour. */
    refused: (policy: string, hour: number | '') => `${start}:refused:${policy}:${hour}`,
    /** Refused keys by the moment at which they may try again. */
    blocked: (policy: string) => `${start}:blocked:${policy}`,
    activity: `${start}:activity`,
    /** Channel: the activity has a new entry. */
    activityChannel: `${start}:activity-changed`,
  };
}

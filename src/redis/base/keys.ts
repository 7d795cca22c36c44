// Every key and every channel that Mortar writes is built here; docs/redis-keys.md lists them with their types, hash
// tags and lifetimes. What one script touches shares one hash tag, so that it is in one slot of a cluster.

import { sessionShard } from '../session/shard.ts';

export type CataloguePart =
  | 'products'
  | 'text'
  | 'numbers'
  | 'skus'
  | 'postings'
  | 'frequent'
  | 'bits'
  | 'names'
  | 'name'
  | 'price'
  | 'sold'
  | 'resting'
  | 'slice';
export type InventoryPart = 'on-hand' | 'reserved' | 'holds' | 'expiry' | 'settled';
export type OrderShardPart = 'outbox' | 'in-flight' | 'number';

export type Keys = ReturnType<typeof createKeys>;

/** @param prefix starts every key and channel; it must not hold a brace, which would make a hash tag of its own. */
export function createKeys(prefix: string) {
  if (/[{}]/.test(prefix)) throw new Error(`The key prefix ${JSON.stringify(prefix)} must not contain a brace`);
  const sessionsOf = (owner: string) => `${prefix}:{session:${sessionShard(owner)}}`;
  return {
    prefix,
    /** The number of the layout of all that follows. */
    layout: `${prefix}:layout`,
    /** How far the demo is set up, and its passwords. */
    demo: `${prefix}:demo`,

    /** What a site's visitors of one shard did; `part` is one of metric/bucket.ts. A visitor's keys are all in one slot. */
    metric: (site: string, shard: number, part: string) => `${prefix}:{an:${site}:${shard}}:${part}`,
    /** The newest events of a site, for those who watch. */
    metricFeed: (site: string) => `${prefix}:{an:${site}:feed}:events`,
    metricFeedMeta: (site: string) => `${prefix}:{an:${site}:feed}:meta`,
    /** How many events of a site were refused on a day of UTC, by reason. */
    metricDropped: (site: string, day: number) => `${prefix}:{an:${site}:dropped}:${day}`,
    metricSalt: `${prefix}:metric-salt`,
    /** Channel: a site's numbers have moved. */
    metricChanged: (site: string) => `${prefix}:metric-changed:${site}`,

    /** All that belongs to one owner of sessions, an account or a guest, is in one slot; see session/shard.ts. */
    /** What a session's token is judged by: one string, see session/lua/include/pass.lua. */
    sessionPass: (owner: string, name: string) => `${sessionsOf(owner)}:${owner}:pass:${name}`,
    /** What else is known of a session. */
    session: (owner: string, name: string) => `${sessionsOf(owner)}:${owner}:one:${name}`,
    /** The names of an owner's live sessions by their expiry. */
    sessionIndex: (owner: string) => `${sessionsOf(owner)}:${owner}:index`,
    /** Moves on with each change that makes a remembered pass or access of the shard wrong. */
    sessionVersion: (shard: number) => `${prefix}:{session:${shard}}:version`,
    /** Channel: sessions have ended. */
    sessionEnded: `${prefix}:session-ended`,
    /** `owner` as in the keys of its sessions. */
    account: (owner: string) => `${sessionsOf(owner)}:${owner}:account`,
    /** Whether an account is enabled, its roles, and which of its sessions still count. */
    accountAccess: (owner: string) => `${sessionsOf(owner)}:${owner}:access`,
    /** Which account has an e-mail address. */
    accountEmail: (digest: string) => `${prefix}:account-email:{${digest}}`,
    /** Failed attempts to give a password. */
    attempts: (subject: string) => `${prefix}:attempts:{${subject}}`,

    /** All experiments as JSON by their keys. */
    experiments: `${prefix}:experiments`,
    /** What an experiment's visitors of one shard saw and did; `part` begins with the experiment's version. */
    experiment: (key: string, shard: number, part: string) => `${prefix}:{exp:${key}:${shard}}:${part}`,
    /** Channel: an experiment or its numbers have changed. */
    experimentChanged: (key: string) => `${prefix}:experiment-changed:${key}`,

    /** The names of all queues. */
    queues: () => `${prefix}:queues`,
    /** Starts every key of a queue; job/lua/include/queue.lua lists what follows it. */
    queue: (name: string) => `${prefix}:{q:${name}}:`,
    queueMeta: (name: string) => `${prefix}:{q:${name}}:meta`,
    queueLease: (name: string) => `${prefix}:{q:${name}}:lease`,
    queueEvents: (name: string) => `${prefix}:{q:${name}}:events`,
    queueSchedules: (name: string) => `${prefix}:{q:${name}}:schedules`,
    /** When each schedule runs next. */
    queueSchedulesDue: (name: string) => `${prefix}:{q:${name}}:schedules:due`,
    /** When each schedule ran last. */
    queueSchedulesLast: (name: string) => `${prefix}:{q:${name}}:schedules:last`,
    jobLog: (queue: string, number: string) => `${prefix}:{q:${queue}}:log:${number}`,
    /** Channel: workers may find jobs in a queue, or are to cancel some. */
    queueWake: (queue: string) => `${prefix}:{q:${queue}}:wake`,
    /** Channel: jobs of a queue changed their state. */
    queueChanged: (queue: string) => `${prefix}:queue-changed:${queue}`,

    /** The names of all topics. */
    topics: `${prefix}:topics`,
    /** Starts every key of a topic; docs/redis-keys.md lists what follows it. */
    topic: (name: string) => `${prefix}:{topic:${name}}:`,
    /** The dead letters of a topic's group. */
    topicDead: (name: string, group: string) => `${prefix}:{topic:${name}}:g:${group}:dead`,
    topicMeta: (name: string) => `${prefix}:{topic:${name}}:meta`,
    /** Channel: a topic has new messages. */
    topicChanged: (name: string) => `${prefix}:topic-changed:${name}`,

    /** The catalogue: documents, what they are found by and what they are sorted by, all in one slot. */
    catalogue: (part: CataloguePart) => `${prefix}:{cat}:${part}`,
    /** Marks an order whose lines were counted as sold. */
    catalogueSold: (orderId: string) => `${prefix}:{cat}:counted:${orderId}`,
    /** One warehouse's stock and holds, all in one slot, so that a whole cart is reserved at once. */
    inventory: (part: InventoryPart) => `${prefix}:{inv:main}:${part}`,
    /** The outcome of one keyed stock adjustment. */
    inventoryAdjustment: (key: string) => `${prefix}:{inv:main}:adjustment:${key}`,
    /** Channel: a product's stock or data changed. A channel a SKU: this and the SKU. */
    stockChanged: (sku: string) => `${prefix}:stock-changed:${sku}`,
    /** `shard` spreads carts over slots; see cart/outbox.ts. */
    cart: (shard: number, owner: string) => `${prefix}:{cart:${shard}}:of:${owner}`,
    /** A guest's cart between being taken from the guest and arriving at the account. */
    cartTaken: (shard: number, owner: string) => `${prefix}:{cart:${shard}}:taken:${owner}`,
    /** What was put into carts of a shard and is not counted yet. */
    cartOutbox: (shard: number) => `${prefix}:{cart:${shard}}:outbox`,
    /** What a checkout's idempotency key was first used for. */
    checkoutKey: (owner: string, key: string) => `${prefix}:checkout-key:{${owner}}:${key}`,
    /** Channel: a cart changed. */
    cartChanged: (owner: string) => `${prefix}:cart-changed:${owner}`,
    /** A checkout and the order that it becomes. `shard` spreads orders over slots; see order/shard.ts. */
    order: (shard: number, id: string) => `${prefix}:{ord:${shard}}:order:${id}`,
    orderShard: (shard: number, part: OrderShardPart) => `${prefix}:{ord:${shard}}:${part}`,
    /** A shard's orders in one state, the newest last; '' for scripts that append the state. */
    ordersByState: (shard: number, state: string) => `${prefix}:{ord:${shard}}:state:${state}`,
    /** An owner's orders, newest last. */
    ordersOf: (owner: string) => `${prefix}:{orders:${owner}}`,
    /** Channel: an order moved. */
    orderChanged: (id: string) => `${prefix}:order-changed:${id}`,
    /** What a product went together with (`together`) and what is shown of it (`top`). */
    recommendation: (sku: string, part: 'together' | 'top') => `${prefix}:{rec:${sku}}:${part}`,
    /** How much each product is wanted at present. */
    trending: `${prefix}:{trend}:products`,
    /** Marks an event that was counted in it. */
    trendingSeen: (event: string) => `${prefix}:{trend}:seen:${event}`,
    /** What a visitor has looked at lately. */
    viewed: (shard: number, visitor: string) => `${prefix}:{viewed:${shard}}:${visitor}`,
    recommendationSeen: (sku: string, event: string) => `${prefix}:{rec:${sku}}:seen:${event}`,
    /** Starts every key of the registry of services; service/lua/include/registry.lua lists what follows it. */
    services: `${prefix}:{svc}:`,
    /** How many instances are known of each service. */
    serviceCounts: `${prefix}:{svc}:services`,
    serviceChanges: `${prefix}:{svc}:changes`,
    serviceChangeNumber: `${prefix}:{svc}:number`,
    /** Channel: an instance of a service has changed. */
    serviceChanged: `${prefix}:service-changed`,

    /** The test payment provider's ledger entry of one charge. */
    testCharge: (key: string) => `${prefix}:{pay:${key}}`,

    /** One slot for all limits, so that an operation under several policies is decided at once. */
    rateLimits: createRateLimitKeys(prefix),
    cache: createCacheKeys(prefix),
  };
}

function createCacheKeys(prefix: string) {
  const start = (shard: number) => `${prefix}:{cache:${shard}}:`;
  return {
    /** Scripts find a shard's other keys by what stands before `e:`. */
    entry: (shard: number, key: string) => `${start(shard)}e:${key}`,
    /** The version of a tag in a shard: entries hold the one that they were loaded under. */
    tag: (shard: number, tag: string) => `${start(shard)}t:${tag}`,
    /** Who loads a key. */
    lease: (shard: number, key: string) => `${start(shard)}l:${key}`,
    /** How many entries run out when. */
    count: (shard: number) => `${start(shard)}count`,
    /** Hits, misses and the like since the beginning. */
    totals: `${prefix}:{cache}:totals`,
    /** The same by minute of an hour (hours since 1970, or '' for the script that appends it). */
    minutes: (hour: number | '') => `${prefix}:{cache}:minutes:${hour}`,
    /** Channel: keys and tags were invalidated, or a load has ended that others wait for. */
    changed: `${prefix}:cache-changed`,
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

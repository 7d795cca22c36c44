// One process of Mortar's data layer under load on a cluster: what visitors of a site and shoppers do, as fast as it goes. Prints
// how many operations it did.

import { RedisHandle } from '../src/redis/base/handle.ts';
import { Trends } from '../src/redis/recommendation/trend.ts';
import { createStores } from '../src/redis/stores.ts';

const [url = '', mix = '', seconds = ''] = process.argv.slice(2);
const lanes = 64;
const redis = await RedisHandle.open(url, { prefix: 'bench' });
const stores = createStores(redis, { rateLimits: { timeoutMs: 10_000 }, cache: { timeoutMs: 10_000 } });
const trends = new Trends(redis);
const any = (of: number): number => Math.floor(Math.random() * of);
let serial = 0;

const spread: readonly (() => Promise<unknown>)[] = [
  () => stores.rateLimits.take('calls', `caller-${any(10_000)}`),
  () => stores.cache.set(`page-${any(10_000)}`, { page: 1 }, { ttlSeconds: 60, tags: [`tag-${any(100)}`] }),
  () => stores.cache.get(`page-${any(10_000)}`),
  () => {
    const eventId = `${process.pid}-${serial++}`;
    return stores.metrics.track('shop', [{ eventId, type: 'PAGE_VIEW', path: '/', visitorId: `v-${any(10_000)}` }]);
  },
  () =>
    stores.sessions.start({ userId: null, transport: 'BEARER', client: { ipAddress: '192.0.2.1', userAgent: null } }),
];
const shop: readonly (() => Promise<unknown>)[] = [
  () => stores.inventory.get(`SKU-${any(100)}`),
  () => stores.carts.add(`owner-${any(5_000)}`, [{ sku: `SKU-${any(100)}`, quantity: 1 }]).catch(() => {}),
];
const parts: readonly (() => Promise<unknown>)[] = [
  () => stores.messages.publish('parts', { page: 1 }, { partKey: `v-${any(10_000)}` }),
  () => stores.jobs.enqueue({ queue: 'parts', name: 'count', partKey: `v-${any(10_000)}` }),
];
const registry: readonly (() => Promise<unknown>)[] = [
  () => stores.services.heartbeat({ service: `service-${any(200)}`, instanceId: 'i' }),
  () => {
    const skus = Array.from({ length: 3 }, () => `SKU-${any(10_000)}`);
    return trends.count(1, skus, `${process.pid}-${serial++}`);
  },
];

const deeds = { spread, shop, parts, registry }[mix] ?? spread;
const untilMs = performance.now() + Number(seconds) * 1_000;
let done = 0;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    while (performance.now() < untilMs) {
      // One that a busy machine lets time out is not counted.
      await deeds[any(deeds.length)]?.().then(
        () => {
          done += 1;
        },
        () => {},
      );
    }
  }),
);
await stores.metrics.close();
console.log(done);
process.exit(0);

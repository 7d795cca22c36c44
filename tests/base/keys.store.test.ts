// Every key and channel is in docs/redis-keys.md with its type, and expires if the document says so.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountKeys } from '../../src/redis/account/keys.ts';
import { baseKeys } from '../../src/redis/base/keys.ts';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { cartKeys } from '../../src/redis/cart/keys.ts';
import { catalogueKeys } from '../../src/redis/catalogue/keys.ts';
import { checkoutKeys } from '../../src/redis/checkout/keys.ts';
import { domainEventKeys } from '../../src/redis/domain-event/keys.ts';
import { experimentKeys } from '../../src/redis/experiment/keys.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { metricKeys } from '../../src/redis/metric/keys.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { paymentKeys } from '../../src/redis/payment/keys.ts';
import { pricingKeys } from '../../src/redis/pricing/keys.ts';
import { rateLimitKeys } from '../../src/redis/rate-limit/keys.ts';
import { recommendationKeys } from '../../src/redis/recommendation/keys.ts';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { createStores } from '../../src/redis/stores.ts';
import { webhookKeys } from '../../src/redis/webhook/keys.ts';
import { everySubject } from '../support/every-subject.ts';
import { openTestRedis, patient } from '../support/redis.ts';
import { documentedKeys, type FoundKey, findKeys, watchChannels } from '../support/redis-keys.ts';

const redis = await openTestRedis();
const stores = createStores(redis, { rateLimits: patient, cache: patient });
const documented = documentedKeys();
/** Gone before anybody can look, made after a day, of what cannot be read, or of plugins. */
const momentary = [
  '{an:<site>:<shard>}:owed',
  '{cart:<shard>}:taken:<owner>',
  '{cat}:passing:<number>',
  '{ord:<shard>}:in-flight',
  '{ord:<shard>}:outbox-aside',
  '{q:<queue>}:gone',
  '{q:<queue>}:last',
  '{reconciliation}:lock',
  '{svc:<shard>}:round',
  '{topic:<topic>}:keys:before',
  'plugin:{<name>:<tag>}:<parts>',
];
const found = new Map<string, FoundKey>();
let heard: ReadonlySet<string> = new Set();

beforeAll(async () => {
  const channels = await watchChannels(redis);
  for (const step of everySubject) {
    await step(stores);
    for (const one of await findKeys(redis)) found.set(one.key, one);
  }
  heard = await channels.stop();
});
afterAll(() => redis.close());

it('knows each key that any subject makes, with its type, and whether it expires', () => {
  const unknown = [...found.values()].filter(
    ({ key, type, expires }) =>
      !documented.some((each) => each.type === type && each.expires === expires && each.matches.test(key)),
  );
  expect(unknown).toEqual([]);
});

it('knows each channel', () => {
  const channels = documented.filter(({ type }) => type === 'channel');
  expect([...heard].filter((channel) => !channels.some(({ matches }) => matches.test(channel)))).toEqual([]);
});

it('names no key that nobody makes, and no channel that nobody publishes to', () => {
  const made = [...found.keys()];
  const idle = documented.filter(({ matches, type }) =>
    type === 'channel' ? ![...heard].some((channel) => matches.test(channel)) : !made.some((key) => matches.test(key)),
  );
  expect(idle.map(({ pattern }) => pattern).filter((pattern) => !momentary.includes(pattern))).toEqual([]);
});

/** For builders that take a prefix, and for those of sessions, which find the shard by themselves. */
const noPrefix = { prefix: '', shards: redis.shards, toString: () => '' } as unknown as string;

// A base for scripts, which append the rest, ends where a key goes on.
it.each([
  ['account', accountKeys],
  ['base', baseKeys],
  ['cache', cacheKeys],
  ['cart', cartKeys],
  ['catalogue', catalogueKeys],
  ['checkout', checkoutKeys],
  ['domain-event', domainEventKeys],
  ['experiment', experimentKeys],
  ['inventory', inventoryKeys],
  ['job', jobKeys],
  ['message', messageKeys],
  ['metric', metricKeys],
  ['order', orderKeys],
  ['payment', paymentKeys],
  ['pricing', pricingKeys],
  ['rate-limit', rateLimitKeys],
  ['recommendation', recommendationKeys],
  ['service', serviceKeys],
  ['session', sessionKeys],
  ['webhook', webhookKeys],
] as const)('names every key that the keys.ts of %s builds', (_subject, keys) => {
  const starts = documented.map(({ pattern }) => pattern.replace(/<\w+>/g, '*'));
  const built = Object.entries(keys as Record<string, (...parts: string[]) => string>).map(([name, build]) => {
    // Every part that a key is made of is a star; a number of a shard is the first one's.
    const parts = Array.from({ length: build.length - 1 }, () => '*');
    const key = build(noPrefix, ...parts).slice(1);
    return { name, key: key.replace(/session:\d+/, 'session:*') };
  });
  const missing = built.filter(({ key }) => {
    const text = key.replace(/[{}.]/g, '\\$&').replaceAll('*', '.+');
    const matches = new RegExp(`^${text}${/[:*]$/.test(key) ? '' : '$'}`);
    return !starts.some((start) => matches.test(start));
  });
  expect(missing).toEqual([]);
});

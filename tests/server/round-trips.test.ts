// How often a query goes to Redis: once for each level of it, however many objects are on the level.

import { beforeAll, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { countTrips } from '../support/redis-trips.ts';
import { askerOf, buy } from '../support/shopper.ts';

const app = await openTestApp();
const ask = askerOf(app);
const queries = {
  products: 'products(first: 20) { totalCount nodes { sku inventory { available } } }',
  'products by SKU': 'products(skus: ["p0", "p1", "p2", "p3", "p4", "p5"]) { nodes { sku inventory { available } } }',
  'products with recommendations':
    'products(first: 20) { nodes { recommendations(limit: 5) { sku inventory { available } } } }',
  orders: 'orders(first: 20) { totalCount nodes { lines { product { sku inventory { available } } } history { at } } }',
  cart: 'viewer { cart { lines { product { sku inventory { available } } } warnings { code } } }',
  'own orders': 'viewer { orders(first: 20) { nodes { id lines { id product { id } } } } }',
  queues:
    'queues { counts { waiting } schedules { key } throughput { completed } jobs { nodes { logs { message } queue { name } } } }',
  services: 'services { instances { id } }',
  topics: 'topics { nodes { groups { lag } } }',
  experiments: 'experiments { key results { winner } }',
  policies: 'rateLimitPolicies { allowed series { denied } topKeys { key } blocked { key } }',
  sites: 'sites { name }',
} as const;

let admin: string;

/** The least of some, since the process asks Redis by itself from time to time. */
async function tripsOf(query: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 4; time++) {
    const { roundTrips } = await countTrips(app.stores.redis.client, () => ask(admin, `{ ${query} }`));
    least = Math.min(least, roundTrips);
  }
  return least;
}

async function add(from: number, to: number): Promise<void> {
  const { stores } = app;
  const price = { minor: 100n, currency: 'EUR' };
  for (let index = from; index < to; index++) {
    const name = `p${index}`;
    await stores.catalogue.setMany([{ sku: name, name, description: null, tags: [], price, active: true }]);
    await stores.inventory.adjust([{ sku: name, delta: 50 }]);
    await buy(ask, admin, { sku: name, quantity: 1 }, name);
    await ask(
      admin,
      `mutation {
      jobEnqueue(input: { queue: "${name}", name: "n" }) { job { id } }
      jobScheduleSet(input: { queue: "${name}", key: "k", cron: "0 0 1 1 *", jobName: "n" }) { schedule { id } }
      serviceRegister(input: { service: "${name}", instanceId: "i", address: "h:1" }) { instance { id } }
      messagePublish(input: { topic: "${name}", payload: 1 }) { message { cursor } }
      experimentSet(input: { key: "${name}", goal: "x", variants: [{ key: "a" }, { key: "b" }] }) { experiment { id } }
      rateLimitPolicySet(input: { name: "${name}", mode: OFF }) { policy { id } }
      siteSet(input: { name: "${name}" }) { site { id } }
    }`,
    );
  }
  const lines = Array.from({ length: to }, (_, index) => `{ sku: "p${index}", quantity: 1 }`);
  await ask(admin, `mutation { cartLinesAdd(input: { lines: [${lines}] }) { cart { id } } }`);
}

const few: Record<string, number> = {};

beforeAll(async () => {
  admin = await app.token('ADMIN');
  await add(0, 6);
  for (const [name, query] of Object.entries(queries)) few[name] = await tripsOf(query);
  await add(6, 12);
});

it.each(Object.entries(queries))('%s take no more round trips for twelve than for six', async (name, query) => {
  // One a piece would be six more. What the process asks by itself at the same time may be one.
  expect(await tripsOf(query)).toBeLessThan((few[name] as number) + 3);
});

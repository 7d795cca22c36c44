// Long messages and jobs that come all at once: few bytes of them are in Redis at a time, and all are taken.

import { expect, it } from 'vitest';
import { batchLimits } from '../../src/redis/base/batch.ts';
import type { ScriptArgument } from '../../src/redis/base/scripts.ts';
import { Catalogue } from '../../src/redis/catalogue/catalogue.ts';
import type { ProductInput } from '../../src/redis/catalogue/product.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { Metrics } from '../../src/redis/metric/metric.ts';
import { OrderImports } from '../../src/redis/order/import.ts';
import { Orders } from '../../src/redis/order/order.ts';
import type { Order } from '../../src/redis/order/record.ts';
import { cachesOn } from '../support/cache.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const text = 'x'.repeat(20 * 1_024);
const numbers = Array.from({ length: 500 }, (_unused, number) => number);

type Send = (...args: never[]) => Promise<unknown>;

/** The most bytes of scripts that were sent by a method and had no answer, while `work` lasts. */
async function mostUnderWay(of: object, method: string, work: () => Promise<void>): Promise<number> {
  const spied = of as Record<string, Send>;
  const send = spied[method] as Send;
  let underWay = 0;
  let most = 0;
  spied[method] = async (...args) => {
    const bytes = (args.flat(2) as ScriptArgument[]).reduce<number>((sum, arg) => {
      return sum + (typeof arg === 'string' && arg.includes('xxxx') ? arg.length : 0);
    }, 0);
    underWay += bytes;
    most = Math.max(most, underWay);
    try {
      return await send.apply(of, args);
    } finally {
      underWay -= bytes;
    }
  };
  try {
    await work();
  } finally {
    delete spied[method];
  }
  return most;
}

function expectBounded(most: number): void {
  expect(most).toBeGreaterThan(text.length);
  expect(most).toBeLessThan(1.1 * batchLimits.bytesUnderWay);
}

it.each([1, 100])('messages of %d topics', async (topics) => {
  const messages = new Messages(redis);
  const cursors = new Set<string>();
  const most = await mostUnderWay(redis, 'run', async () => {
    const publish = async (number: number): Promise<void> => {
      const { topic, cursor } = await messages.publish(`burst-${topics}-${number % topics}`, { number, text });
      cursors.add(`${topic} ${cursor}`);
    };
    await Promise.all(numbers.map(publish));
  });
  expect(cursors.size).toBe(numbers.length);
  expectBounded(most);
});

it.each([1, 100])('jobs of %d queues', async (queues) => {
  const jobs = new Jobs(redis);
  const queueOf = (number: number): string => `burst-${queues}-${number % queues}`;
  const most = await mostUnderWay(redis, 'run', async () => {
    await Promise.all(numbers.map((number) => jobs.enqueue({ queue: queueOf(number), name: 'a', payload: text })));
  });
  const names = numbers.slice(0, queues).map(queueOf);
  const found = await Promise.all(names.map((name) => jobs.queue(name)));
  expect(found.map((queue) => queue?.counts.waiting)).toEqual(names.map(() => numbers.length / queues));
  expectBounded(most);
});

it.each([1, 100])('jobs of %d queues that are added many at a time', async (queues) => {
  const jobs = new Jobs(redis);
  const queueOf = (number: number): string => `many-${queues}-${number % queues}`;
  const all = numbers.map((number) => ({ queue: queueOf(number), name: 'a', payload: text }));
  const most = await mostUnderWay(redis, 'run', async () => {
    const added = await Promise.all([0, 100, 200, 300, 400].map((at) => jobs.enqueueMany(all.slice(at, at + 100))));
    expect(new Set(added.flat().map(({ id }) => id)).size).toBe(numbers.length);
  });
  const names = numbers.slice(0, queues).map(queueOf);
  const found = await Promise.all(names.map((name) => jobs.queue(name)));
  expect(found.map((queue) => queue?.counts.waiting)).toEqual(names.map(() => numbers.length / queues));
  expectBounded(most);
});

it('events with long properties, and the feed of them', async () => {
  const metrics = new Metrics(redis);
  const properties = { text: 'x'.repeat(1_900) };
  const at = new Date();
  const most = await mostUnderWay(redis, 'run', async () => {
    const calls = numbers.slice(0, 12).map((call) => {
      const events = numbers.map((number) => ({
        ...{
          eventId: `burst-${call}-${number}`,
          type: 'CUSTOM',
          visitorId: `v-${number}`,
          name: `n-${'x'.repeat(80)}`,
        },
        ...{ properties, at },
      }));
      return metrics.track('burst', events as never);
    });
    for (const { accepted } of await Promise.all(calls)) expect(accepted).toBe(numbers.length);
  });
  expectBounded(most);
});

it('products with long descriptions, one by one and many at a time', async () => {
  const catalogue = new Catalogue(redis);
  const product = (sku: string): ProductInput => ({
    ...{ sku, name: sku, description: `xxxx ${'€'.repeat(4_900)}`, tags: [], active: true },
    price: { minor: 100n, currency: 'EUR' },
  });
  const most = await mostUnderWay(redis, 'run', async () => {
    const some = numbers.map((number) => product(`one-${number}`));
    const others = numbers.map((number) => product(`many-${number}`));
    await Promise.all([...some.map((one) => catalogue.set(one)), catalogue.setMany(others)]);
  });
  const skus = numbers.flatMap((number) => [`one-${number}`, `many-${number}`]);
  expect((await catalogue.many(skus)).filter((found) => found?.description?.length === 4_905)).toHaveLength(1_000);
  expectBounded(most);
});

it('imported orders of many lines', async () => {
  const imports = new OrderImports(redis);
  const total = { minor: 100n, currency: 'EUR' };
  const line = { sku: 'a', name: 'x'.repeat(190), quantity: 1, unitPrice: total, total };
  const lines = Array.from({ length: 100 }, () => line);
  const orders = numbers.map((number) => {
    const owner = `burst-${number % 10}`;
    return { number: `burst-${number}`, owner, state: 'DELIVERED', lines, total, placedAt: new Date() } as const;
  });
  const most = await mostUnderWay(redis, 'run', async () => {
    expect(new Set(await imports.write(orders))).toEqual(new Set(['NEW']));
  });
  expectBounded(most);
  const page = await new Orders(redis).list('DELIVERED', { after: null, size: 500, backwards: false });
  expect(page.entries.map(({ order }) => (order as Order).lines.length)).toEqual(numbers.map(() => 100));
});

it('values of the cache', async () => {
  const { openBare } = cachesOn(redis);
  const cache = openBare();
  const most = await mostUnderWay(redis, 'run', async () => {
    await Promise.all(numbers.map((number) => cache.set(`burst ${number}`, `${number} ${text}`, { ttlSeconds: 60 })));
  });
  const reader = openBare();
  const found = await Promise.all(numbers.map((number) => reader.get(`burst ${number}`)));
  expect(found).toEqual(numbers.map((number) => `${number} ${text}`));
  expectBounded(most);
});

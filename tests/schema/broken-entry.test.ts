// What is stored of one entry of a list cannot be read, as after a hand in Redis: the other entries are answered, and the broken one is
// null with an error in its place.

import { beforeAll, expect, test } from 'vitest';
import { scanKeys } from '../../src/redis/base/scan.ts';
import { experimentKeys } from '../../src/redis/experiment/keys.ts';
import { flagKeys } from '../../src/redis/flag/keys.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { metricKeys } from '../../src/redis/metric/keys.ts';
import { pastOrderId } from '../../src/redis/order/import.ts';
import { rateLimitKeys } from '../../src/redis/rate-limit/keys.ts';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';

const app = await openTestApp();
const { stores } = app;
const { client, prefix } = stores.redis;
let administrator = '';

const names = ['sound', 'broken', 'whole'] as const;

/** Each key whose name has the text is of another type than it was. */
async function spoilKeys(part: string): Promise<void> {
  const spoilt: string[] = [];
  for await (const key of scanKeys(client, prefix, '')) if (key.includes(part)) spoilt.push(key);
  expect(spoilt.length, part).toBeGreaterThan(0);
  for (const key of spoilt) {
    const isText = (await client.type(key)) === 'string';
    await client.del(key);
    if (isText) await client.rpush(key, 'no text');
    else await client.set(key, 'no hash');
  }
}

const spoilField = (key: string, field: string) => client.hset(key, field, '{ no JSON');

interface List {
  /** Makes three, of which `broken` is broken then. */
  make(): Promise<void>;
  spoil(): Promise<unknown>;
  readonly query: string;
  /** Where the list is in the answer, and what names an entry. */
  readonly path: readonly string[];
  readonly field: string;
}

const each = async (make: (name: string) => Promise<unknown>): Promise<void> => {
  for (const name of names) await make(name);
};
const enqueue = (queue: string) => stores.jobs.enqueue({ queue, name: 'one' });
const product = (sku: string) =>
  stores.catalogue.set({ sku, name: sku, description: null, tags: [], price: cent, active: true });
const cent = { minor: 1n, currency: 'EUR' };
const bought = { sku: 'mug', name: 'Mug', quantity: 1, unitPrice: cent };

const lists: Readonly<Record<string, List>> = {
  queues: {
    make: () => each(enqueue),
    spoil: () => spoilKeys('broken'),
    query: '{ queues { name } }',
    path: ['queues'],
    field: 'name',
  },
  schedules: {
    make: () =>
      each((key) => stores.jobSchedules.set({ queue: 'timed', key, cron: '@daily', jobName: 'one' }))
        .then(() => enqueue('timed'))
        .then(() => {}),
    spoil: () => spoilField(jobKeys.schedules(prefix, 'timed'), 'broken'),
    query: '{ queue(name: "timed") { schedules { key } } }',
    path: ['queue', 'schedules'],
    field: 'key',
  },
  flags: {
    make: () => each((key) => stores.flags.set({ key })),
    spoil: () => spoilField(flagKeys.all(prefix), 'broken'),
    query: '{ flags { key } }',
    path: ['flags'],
    field: 'key',
  },
  experiments: {
    make: () => each((key) => stores.experiments.set({ key, goal: 'g', variants: [{ key: 'a' }, { key: 'b' }] })),
    spoil: () => spoilField(experimentKeys.all(prefix), 'broken'),
    query: '{ experiments { key } }',
    path: ['experiments'],
    field: 'key',
  },
  policies: {
    make: () => each((name) => stores.rateLimits.set({ name })),
    spoil: async () => {
      await spoilField(rateLimitKeys.policies(prefix), 'broken');
      await client.incr(rateLimitKeys.version(prefix));
    },
    query: '{ rateLimitPolicies { name } }',
    path: ['rateLimitPolicies'],
    field: 'name',
  },
  sites: {
    make: () => each((name) => stores.sites.set(name)),
    spoil: () => spoilField(metricKeys.sites(prefix), 'broken'),
    query: '{ sites { name } }',
    path: ['sites'],
    field: 'name',
  },
  topics: {
    make: () => each((topic) => stores.messages.publish(topic, 1)),
    spoil: () => spoilKeys('broken}'),
    query: '{ topics(first: 100) { nodes { name } } }',
    path: ['topics', 'nodes'],
    field: 'name',
  },
  'edges of topics': {
    make: async () => {},
    spoil: async () => {},
    query: '{ topics(first: 100) { edges { node { name } } } }',
    path: ['topics', 'edges', 'node'],
    field: 'name',
  },
  products: {
    make: () => each(product),
    spoil: async () => {
      for await (const key of scanKeys(client, prefix, 'products')) await spoilField(key, 'broken');
    },
    query: '{ products(first: 100) { nodes { sku } } }',
    path: ['products', 'nodes'],
    field: 'sku',
  },
  'products by SKU': {
    make: async () => {},
    spoil: async () => {},
    query: '{ products(skus: ["sound", "broken", "whole"]) { nodes { sku } } }',
    path: ['products', 'nodes'],
    field: 'sku',
  },
  users: {
    make: () => each((name) => stores.accounts.create({ email: `${name}@example.com`, password: null })),
    spoil: async () => {
      const broken = await stores.accounts.findByEmail('broken@example.com');
      await spoilKeys(`u${broken?.id}:account`);
    },
    query: '{ users(first: 100) { nodes { email } } }',
    path: ['users', 'nodes'],
    field: 'email',
  },
  orders: {
    make: () =>
      each(async (number) => {
        await stores.orderImports.write([
          {
            number,
            owner: 'me',
            state: 'PAID',
            lines: [{ ...bought, total: cent }],
            total: cent,
            placedAt: new Date(),
          },
        ]);
      }),
    spoil: () => spoilKeys(pastOrderId('broken')),
    query: '{ orders(first: 100) { nodes { number } } }',
    path: ['orders', 'nodes'],
    field: 'number',
  },
};

beforeAll(async () => {
  administrator = await app.token('ADMIN');
});

test.each(Object.entries(lists))('%s', async (_name, { make, spoil, query, path, field }) => {
  await make();
  const ask = async () => {
    const { body } = await postGraphql(app.endpoint, { query }, { authorization: `Bearer ${administrator}` });
    let found: unknown = body.data;
    for (const part of path)
      found = Array.isArray(found)
        ? found.map((one) => (one as Record<string, unknown>)[part])
        : (found as Record<string, unknown> | null)?.[part];
    const entries = (found ?? null) as (Record<string, string> | null)[] | null;
    return { entries: entries?.map((entry) => entry?.[field] ?? null) ?? null, errors: body.errors ?? [] };
  };
  await spoil();
  const { entries, errors } = await ask();
  expect(errors.length).toBe(1);
  expect(entries?.filter((entry) => entry !== null).length).toBeGreaterThanOrEqual(2);
  expect(entries?.filter((entry) => entry === null)).toEqual([null]);
});

// Answers of anonymous reads are kept for a short time: as they would be made anew, for nobody who says who they are, and until
// a process changes what they were made from.

import type { ExecutionResult } from 'graphql';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import type { PlannedExecution } from '../../src/server/graphql/server-plugin.ts';
import { serverLimits } from '../../src/server/limits.ts';
import { JoinedReads } from '../../src/server/response-cache/joined-reads.ts';
import { ResponseCache } from '../../src/server/response-cache/response-cache.ts';
import { isSharedByAll, sharedFields } from '../../src/server/response-cache/shared-fields.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { postRaw, type RawReply } from '../support/raw-http.ts';
import { uniquePrefix } from '../support/redis.ts';

const keyPrefix = uniquePrefix();
/** Two Mortars on one data set. The first keeps answers for so long that no test waits for their end. */
const app = await openTestApp({ keyPrefix, responseCacheSeconds: 30 });
const other = await openTestApp({ keyPrefix });

const mug = {
  ...{ sku: 'mug', name: 'Mug', description: 'Stoneware', tags: ['kitchen'] },
  ...{ price: { minor: 1_400n, currency: 'EUR' }, active: true },
};
await other.stores.catalogue.set(mug);
await other.stores.catalogue.set({ ...mug, sku: 'hidden', active: false });

const queries = {
  product: 'query ($sku: String!) { product(sku: $sku) { sku name price { amount } inventory { available } } }',
  list: '{ products(first: 50) { nodes { sku name inventory { onHand } } totalCount } }',
  categories: '{ categories { slug name } }',
  search: '{ products(search: "nothing of the kind") { nodes { sku } } }',
  caller: 'query ($sku: String!) { product(sku: $sku) { sku } viewer { id } }',
  wrong: '{ products(first: -1) { nodes { sku } } }',
} as const;

async function ask(
  query: string,
  { sku = 'mug', headers = {}, from = app }: { sku?: string; headers?: Record<string, string>; from?: TestApp } = {},
): Promise<RawReply> {
  const variables = query.includes('$sku') ? { sku } : {};
  return postRaw(from.endpoint, JSON.stringify({ query, variables }), {
    'content-type': 'application/json',
    ...headers,
  });
}

async function reads(of: TestApp = app): Promise<{ hit: number; miss: number }> {
  const text = await of.registry.metrics();
  const count = (result: string): number =>
    Number(new RegExp(`^mortar_response_cache_reads_total\\{result="${result}"\\} (\\d+)`, 'm').exec(text)?.[1]);
  return { hit: count('hit'), miss: count('miss') };
}

/** Asks until the answer comes from memory. */
async function keep(query: string, settings: Parameters<typeof ask>[1] = {}): Promise<RawReply> {
  let reply = await ask(query, settings);
  await expect
    .poll(
      async () => {
        reply = await ask(query, settings);
        return 'Age' in reply.headers;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  return reply;
}

const dataOf = ({ text }: RawReply) => (JSON.parse(text) as ExecutionResult).data as Record<string, never>;

describe('an answer that is kept', () => {
  it.each(['product', 'list', 'categories'] as const)('is what is made anew: %s', async (name) => {
    const kept = await keep(queries[name]);
    const fresh = await ask(queries[name], { from: other });
    expect(kept.text).toBe(fresh.text);
    expect(kept.status).toBe(fresh.status);
    expect(kept.headers['Cache-Control']).toBe('no-store');
    expect(Object.keys(kept.headers).filter((header) => header !== 'Age')).toEqual(
      expect.arrayContaining(Object.keys(fresh.headers).filter((header) => /ratelimit/i.test(header))),
    );
  });

  it('reports its cost and is charged for', async () => {
    await keep(queries.product);
    const before = await reads();
    const reply = await ask(queries.product, { headers: { 'x-mortar-cost': '1' } });
    const { data, extensions } = JSON.parse(reply.text);
    expect(data.product.name).toBe('Mug');
    expect(extensions.cost).toBeDefined();
    expect((await reads()).hit).toBe(before.hit + 1);
  });

  it('is for other variables another one', async () => {
    await keep(queries.product);
    const nothing = await keep(queries.product, { sku: 'none' });
    expect(dataOf(nothing)).toEqual({ product: null });
    expect(dataOf(await keep(queries.product))).toMatchObject({ product: { sku: 'mug' } });
  });
});

describe('a process that changes something ends the answers of all', () => {
  it.each(['product', 'list'] as const)('that are made from the stock or the product: %s', async (name) => {
    await keep(queries[name]);
    await other.stores.inventory.adjust([{ sku: 'mug', delta: 7 }]);
    const stock = async () => (await ask(queries[name])).text;
    const { text: sold } = await ask(queries[name], { from: other });
    await expect.poll(stock).toBe(sold);
    await keep(queries[name]);
    await other.stores.catalogue.set({ ...mug, price: { minor: 1_500n, currency: 'EUR' }, name: `Mug for ${name}` });
    await expect.poll(stock).toContain(`Mug for ${name}`);
  });

  it('also of a product that was not there', async () => {
    await keep(queries.product, { sku: 'later' });
    await other.stores.catalogue.set({ ...mug, sku: 'later' });
    await expect
      .poll(async () => dataOf(await ask(queries.product, { sku: 'later' })))
      .toMatchObject({ product: { sku: 'later' } });
  });

  it('and not those of other products', async () => {
    await keep(queries.product, { sku: 'hidden' });
    await keep(queries.product);
    await other.stores.inventory.adjust([{ sku: 'mug', delta: 1 }]);
    await expect.poll(async () => 'Age' in (await ask(queries.product)).headers).toBe(false);
    expect((await ask(queries.product, { sku: 'hidden' })).headers).toHaveProperty('Age');
  });
});

it('ends with its time, whatever changed', async () => {
  const brief = await openTestApp({ keyPrefix, responseCacheSeconds: 1 });
  await keep(queries.categories, { from: brief });
  await other.stores.categories.set({ slug: 'cups', name: 'Cups' });
  const slugs = async () => dataOf(await ask(queries.categories, { from: brief }));
  await expect.poll(slugs, { timeout: 10_000 }).toEqual({ categories: [{ slug: 'cups', name: 'Cups' }] });
});

describe('nothing is kept', () => {
  it('of somebody who says who they are, nor handed to them', async () => {
    const hidden = await keep(queries.product, { sku: 'hidden' });
    expect(dataOf(hidden)).toEqual({ product: null });
    const staff = { headers: { authorization: `Bearer ${await app.token('ADMIN')}` }, sku: 'hidden' };
    for (const _time of [1, 2]) {
      const seen = await ask(queries.product, staff);
      expect(dataOf(seen)).toMatchObject({ product: { sku: 'hidden' } });
      expect(seen.headers).not.toHaveProperty('Age');
    }
    expect(dataOf(await ask(queries.product, { sku: 'hidden' }))).toEqual({ product: null });
    const given: Record<string, string>[] = [{ cookie: 'a=b' }, { authorization: 'Bearer nobody' }];
    for (const headers of given)
      expect((await ask(queries.product, { sku: 'hidden', headers })).headers).not.toHaveProperty('Age');
  });

  it.each(['search', 'caller', 'wrong'] as const)('of %s', async (name) => {
    await keep(queries.product);
    const { hit } = await reads();
    for (const _time of [1, 2, 3]) expect((await ask(queries[name])).headers).not.toHaveProperty('Age');
    expect((await reads()).hit).toBe(hit);
  });

  it('where it is switched off', async () => {
    for (const _time of [1, 2, 3])
      expect((await ask(queries.product, { from: other })).headers).not.toHaveProperty('Age');
    expect(await reads(other)).toEqual({ hit: Number.NaN, miss: Number.NaN });
  });
});

it('lists only fields that there are', () => {
  for (const [type, fields] of Object.entries(sharedFields))
    expect(Object.keys((schema.getType(type) as never as { getFields(): object }).getFields())).toEqual(
      expect.arrayContaining([...fields]),
    );
});

it('judges fragments and conditions, too', () => {
  const shared = (text: string): boolean => isSharedByAll(schema, parse(text));
  expect(shared('{ product(sku: "a") { ...A } } fragment A on Product { id variants { sku } __typename }')).toBe(true);
  expect(shared('{ product(sku: "a") { ...A } } fragment A on Product { recommendations { sku } }')).toBe(false);
  expect(shared('query ($no: Boolean!) { product(sku: "a") { sku } viewer @include(if: $no) { id } }')).toBe(false);
  expect(shared('{ node(id: "a") { id } }')).toBe(false);
  expect(shared('mutation { __typename }')).toBe(false);
});

describe('the same anonymous reads of one tick', () => {
  const document = parse('query ($sku: String!) { product(sku: $sku) { sku } }');
  const [operation] = document.definitions;
  const nobody = { session: null, deadCredential: null };
  const shared = new JoinedReads();
  const executed: string[] = [];
  /** Reads as somebody; what is asked for is told in `executed`, and answered a moment later. */
  const read = (sku: string, { context = nobody, headers = {} }: { context?: object; headers?: object } = {}) => {
    const execution = { schema, document, operation, context, variableValues: { sku }, request: { headers } };
    return shared.answer(execution as unknown as PlannedExecution, async () => {
      executed.push(sku);
      await new Promise((resolve) => setImmediate(resolve));
      if (sku === 'broken') throw new Error('no answer');
      return { data: { product: { sku } } };
    });
  };
  const executions = async (...results: unknown[]): Promise<number> => {
    await Promise.allSettled(results);
    return executed.splice(0).length;
  };

  it('are executed once, with one text', async () => {
    const [one, two] = [read('mug'), read('mug')];
    expect(await executions(one, two, read('cup'))).toBe(2);
    const result = await one;
    expect(await two).toBe(result);
    expect(shared.textOf(result)).toBe('{"data":{"product":{"sku":"mug"}}}');
    expect(shared.textOf({ data: { product: { sku: 'mug' } } })).toBeUndefined();
  });

  it('fail together', async () => {
    const [one, two] = [read('broken'), read('broken')];
    await expect(one).rejects.toThrow('no answer');
    await expect(two).rejects.toThrow('no answer');
    expect(await executions()).toBe(1);
  });

  it('are not those of a later tick, or of somebody who says who they are', async () => {
    const first = read('mug');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await executions(first, read('mug'))).toBe(2);
    const known = { context: { session: { id: 'one' }, deadCredential: null } };
    const cookie = { headers: { cookie: 'a=b' } };
    expect(await executions(read('mug'), read('mug', known), read('mug', known), read('mug', cookie))).toBe(4);
  });
});

it('is bounded in bytes', async () => {
  const cache = new ResponseCache(app.stores, 30);
  const document = parse('query ($n: Int) { products(first: $n) { nodes { sku } } }');
  const [operation] = document.definitions;
  const answer = (n: number) => {
    const headers = {};
    const context = { session: null, deadCredential: null };
    const execution = { schema, document, operation, context, variableValues: { n }, request: { headers } };
    const response = { setHeader: () => {} };
    return cache.answer({ ...execution, response } as unknown as PlannedExecution, () => ({
      data: { text: 'a'.repeat(1_000_000) },
    }));
  };
  await expect.poll(async () => (await answer(0)) && cache.counts.misses).toBeGreaterThan(0);
  for (let n = 1; n <= 30; n++) await answer(n);
  expect(cache.bytes).toBeGreaterThan(0);
  expect(cache.bytes).toBeLessThanOrEqual(serverLimits.responseCache.bytes);
  cache.close();
});

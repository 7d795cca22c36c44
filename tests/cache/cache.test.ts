// The cache through the API: what administrators see, and what services invalidate.

import { gql } from 'graphql-request';
import { expect, it } from 'vitest';
import { Cache, cacheLimits } from '../../src/redis/cache/cache.ts';
import { openTestApp } from '../support/app.ts';
import { codeOf, postGraphql } from '../support/post.ts';
import { patient } from '../support/redis.ts';

const app = await openTestApp();
const admin = app.client(await app.token('ADMIN'));
const worker = app.client(await app.token('WORKER'));
const customer = await app.token('CUSTOMER');

/** A service's cache on the same Redis. */
const service = new Cache(app.stores.redis, { ...patient, memorySeconds: 0 });

async function invalidate(input: { keys?: string[] | null; tags?: string[] | null }) {
  const data = await worker.request<{
    cacheInvalidate: { invalidated: number; userErrors: { code: string; field: string[] | null; message: string }[] };
  }>(
    gql`mutation ($input: CacheInvalidateInput!) { cacheInvalidate(input: $input) {
      invalidated userErrors { code field message } } }`,
    { input },
  );
  return data.cacheInvalidate;
}

const report = async () =>
  (
    await admin.request<{ cache: Record<string, unknown> & { series: { hits: number; misses: number }[] } }>(
      gql`{ cache { hits memoryHits staleHits misses hitRate loads loadErrors entries invalidations
        series(lastMinutes: 5) { at hits memoryHits misses } } }`,
    )
  ).cache;

it('tells of an empty cache as of any other', async () => {
  expect(await report()).toMatchObject({ hits: 0, misses: 0, hitRate: 0, entries: 0, invalidations: 0 });
});

it('counts what services do, and ends what they cached', async () => {
  const options = { ttlSeconds: 60, tags: ['brand:acme'] };
  for (const name of ['a', 'b', 'c']) await service.get(`product:${name}`, () => ({ name }), options);
  expect(await service.get('product:a')).toEqual({ name: 'a' });
  await service.report();
  expect(await report()).toMatchObject({ hits: 1, misses: 3, hitRate: 0.25, loads: 3, entries: 3, invalidations: 0 });
  expect(await invalidate({ keys: ['product:a', 'product:none'] })).toEqual({ invalidated: 1, userErrors: [] });
  expect(await service.get('product:a')).toBeUndefined();
  expect(await service.get('product:b')).toEqual({ name: 'b' });
  expect(await invalidate({ tags: ['brand:acme', 'brand:none'], keys: null })).toEqual({
    invalidated: 1,
    userErrors: [],
  });
  expect(await service.get('product:b')).toBeUndefined();
  await service.report();
  const { series, ...after } = await report();
  expect(after).toMatchObject({ hits: 2, misses: 5, invalidations: 4 });
  expect(series).toHaveLength(5);
  expect(series.reduce((sum, { misses }) => sum + misses, 0)).toBe(5);
});

it('says what is wrong with what it is asked to invalidate', async () => {
  const { keysPerInvalidation, tagsPerInvalidation } = cacheLimits;
  expect(await invalidate({})).toMatchObject({ invalidated: 0, userErrors: [{ code: 'INVALID', field: null }] });
  expect(await invalidate({ keys: ['fine', ''], tags: ['x'.repeat(101)] })).toMatchObject({
    userErrors: [
      { code: 'INVALID', field: ['keys', '1'] },
      { code: 'INVALID', field: ['tags', '0'], message: expect.stringContaining('1 to 100 characters') },
    ],
  });
  expect(
    await invalidate({
      keys: Array(keysPerInvalidation + 1).fill('k'),
      tags: Array(tagsPerInvalidation + 1).fill('t'),
    }),
  ).toMatchObject({
    userErrors: [
      { code: 'LIMIT_EXCEEDED', field: ['keys'], message: expect.stringContaining('at most 1000') },
      { code: 'LIMIT_EXCEEDED', field: ['tags'], message: expect.stringContaining('at most 100') },
    ],
  });
});

it('is no business of customers, and its figures none of services', async () => {
  const authorization = `Bearer ${customer}`;
  const query = 'mutation { cacheInvalidate(input: { keys: ["a"] }) { invalidated } }';
  expect(codeOf(await postGraphql(app.endpoint, { query }, { authorization }))).toBe('FORBIDDEN');
  expect(codeOf(await postGraphql(app.endpoint, { query }))).toBe('UNAUTHENTICATED');
  await expect(worker.request('{ cache { hits } }')).rejects.toThrow('does not have the right');
});

it('is told to Prometheus', async () => {
  await app.stores.cache.get('told', () => 1, { ttlSeconds: 60 });
  await app.stores.cache.get('told');
  const text = await (await fetch(`${app.url}/metrics`)).text();
  expect(text).toMatch(/^mortar_cache_reads_total\{result="miss"\} 1$/m);
  expect(text).toMatch(/^mortar_cache_reads_total\{result="(memory|redis)"\} 1$/m);
  expect(text).toMatch(/^mortar_cache_loads_total\{result="ok"\} 1$/m);
});

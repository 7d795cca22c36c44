// Redis goes away and comes back: nobody gets an error because of the cache, the source is not run over, and nothing that
// was invalidated meanwhile is handed out.

import { afterAll, expect, test, vi } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Cache, type CacheSettings } from '../../src/redis/cache/cache.ts';
import { openStoppableRedis } from '../support/redis-server.ts';

const server = await openStoppableRedis(afterAll);
const handles: RedisHandle[] = [];
const minute = { ttlSeconds: 60 };

afterAll(() => {
  for (const handle of handles) handle.close();
});

/** A process of its own, with connections of its own, that hears of invalidations. */
async function openProcess(settings: Partial<CacheSettings> = {}): Promise<{ cache: Cache; handle: RedisHandle }> {
  const handle = await RedisHandle.open(server.url);
  handles.push(handle);
  const cache = new Cache(handle, settings);
  await cache.get('anything');
  await expect.poll(() => cache.state.hears).toBe(true);
  return { cache, handle };
}

test('while Redis is away values come from the source, once at a time, and are remembered for a moment', async () => {
  const alone: boolean[] = [];
  const { cache } = await openProcess({ onAlone: (isAlone) => alone.push(isAlone) });
  await cache.get('known', () => 'in Redis', minute);
  await server.stop();
  // It trusts its memory for as long as it does not know.
  await expect.poll(() => cache.state.hears).toBe(false);
  const load = vi.fn(async () => 'from the source');
  const asked = Array.from({ length: 200 }, () => cache.get('known', load, minute));
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['from the source']));
  expect(await cache.get('known', load, minute)).toBe('from the source');
  expect(load).toHaveBeenCalledTimes(1);
  expect(await cache.get('unknown')).toBeUndefined();
  await expect(cache.invalidate({ keys: ['known'] })).rejects.toThrow();
  await expect(cache.set('known', 1, minute)).rejects.toThrow('Redis does not answer');
  for (let turn = 0; turn < 5; turn++) await cache.get(`other-${turn}`, load, minute);
  expect(cache.state).toMatchObject({ redisAway: true, hears: false });
  await server.start();
  await expect
    .poll(async () => {
      await cache.get('anything');
      return cache.state;
    })
    .toMatchObject({ redisAway: false, hears: true });
  expect(alone).toEqual([true, false]);
  expect(await cache.get('known')).toBe('in Redis');
});

test('a process that lost its ear forgets what it remembers, and trusts its memory again once it hears', async () => {
  const { cache: deaf, handle } = await openProcess({ memorySeconds: 30 });
  const { cache: other } = await openProcess({ memorySeconds: 0 });
  await other.get('heard', () => 'old', minute);
  expect(await deaf.get('heard')).toBe('old');
  // The others' words are lost from here on, and a value is ended.
  await handle.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await other.invalidate({ keys: ['heard'] });
  await expect.poll(() => deaf.get('heard')).toBeUndefined();
  await other.get('heard', () => 'new', minute);
  await expect.poll(() => deaf.state.hears).toBe(true);
  await expect.poll(() => deaf.get('heard')).toBe('new');
  const before = deaf.counts.memoryHits;
  await deaf.get('heard');
  expect(deaf.counts.memoryHits).toBe(before + 1);
});

test('scripts that Redis has forgotten are loaded again', async () => {
  const { cache, handle } = await openProcess({ memorySeconds: 0 });
  await cache.get('flushed', () => 1, minute);
  await handle.client.script('FLUSH');
  expect(await cache.get('flushed')).toBe(1);
  expect(await cache.get('flushed too', () => 2, minute)).toBe(2);
  expect(await cache.delete('flushed')).toBe(true);
});

test('a Redis that is full is no reason for an error', async () => {
  const problems: unknown[] = [];
  const { cache, handle } = await openProcess({ onProblem: ({ error }) => problems.push(error) });
  await handle.client.config('SET', 'maxmemory', '1');
  try {
    expect(await cache.get('full', () => 'loaded', minute)).toBe('loaded');
    expect(String(problems[0])).toContain('OOM');
  } finally {
    await handle.client.config('SET', 'maxmemory', '0');
  }
  expect(await cache.get('room again', () => 'stored', minute)).toBe('stored');
  const { cache: other } = await openProcess();
  expect(await other.get('full')).toBeUndefined();
  expect(await other.get('room again')).toBe('stored');
});

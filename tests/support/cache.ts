import { afterAll, expect, vi } from 'vitest';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { Cache, type CacheSettings } from '../../src/redis/cache/cache.ts';
import { patient } from './redis.ts';

/** Opens caches that close when the file's tests are over. */
export function cachesOn(redis: RedisHandle) {
  const caches: Cache[] = [];
  afterAll(() => Promise.all(caches.map((cache) => cache.close())));

  function open(settings: Partial<CacheSettings> = {}): Cache {
    const cache = new Cache(redis, { ...patient, ...settings });
    caches.push(cache);
    return cache;
  }

  return {
    open,

    /** A process that remembers nothing by itself, so that Redis alone decides. */
    openBare: (settings: Partial<CacheSettings> = {}): Cache => open({ memorySeconds: 0, ...settings }),

    /** One that hears of invalidations already. */
    async openHearing(handle = redis): Promise<Cache> {
      const cache = new Cache(handle, patient);
      caches.push(cache);
      await cache.get('anything');
      await expect.poll(() => cache.state.hears).toBe(true);
      return cache;
    },
  };
}

/** A load whose end the test decides. */
export function heldLoad<T>(value: T) {
  let finish = (): void => {};
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const load = vi.fn(async () => {
    begin();
    await finished;
    return value;
  });
  return { load, begun, finish };
}

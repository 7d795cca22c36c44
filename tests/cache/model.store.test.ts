// Random sequences side by side: whatever happens, nobody gets a value that was ended before he asked. Each key's source
// counts up with every change, so that an old value is known by its number.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Cache } from '../../src/redis/cache/cache.ts';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { cacheShards } from '../../src/redis/cache/shared.ts';
import { openTestRedis, patient, uniquePrefix } from '../support/redis.ts';
import { letCacheAge } from './cache-clock.ts';

const redis = await openTestRedis();
const caches = Array.from({ length: 3 }, () => new Cache(redis, { ...patient, memorySeconds: 0 }));
const names = ['a', 'b', 'c'];

const step = fc.record({
  do: fc.constantFrom('get', 'get', 'get', 'get', 'end key', 'end tag', 'set', 'age', 'crash'),
  cache: fc.nat({ max: 2 }),
  name: fc.nat({ max: 2 }),
  slowness: fc.nat({ max: 3 }),
  waits: fc.boolean(),
});

it('never hands out what was ended before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const run = uniquePrefix();
      const sources = names.map(() => 0);
      /** The least that who asks now may get. */
      const floors = names.map(() => 0);
      const underway: Promise<unknown>[] = [];
      for (const { do: what, cache: process, name, slowness, waits } of steps) {
        const cache = caches[process] as Cache;
        const key = `${run}:${names[name]}`;
        const tag = `${run}:tag:${names[name]}`;
        const options = { ttlSeconds: 60, staleSeconds: 60, tags: [tag] };
        const change = async (work: (value: number) => Promise<unknown>): Promise<void> => {
          const value = (sources[name] as number) + 1;
          sources[name] = value;
          await work(value);
          floors[name] = Math.max(floors[name] as number, value);
        };
        const act = async (): Promise<void> => {
          if (what === 'get') {
            const floor = floors[name] as number;
            const load = async (): Promise<number> => {
              const value = sources[name] as number;
              for (let turn = 0; turn < slowness; turn++) await redis.client.exists(key);
              return value;
            };
            expect(await cache.get(key, load, options)).toBeGreaterThanOrEqual(floor);
          } else if (what === 'end key') await change(() => cache.invalidate({ keys: [key] }));
          else if (what === 'end tag') await change(() => cache.invalidate({ tags: [tag] }));
          else if (what === 'set') await cache.set(key, sources[name], options);
          else if (what === 'age' && waits) await letCacheAge(redis, [key], 61_000);
          else if (what === 'crash') {
            // Somebody took the lease and died with it.
            await redis.client.set(
              cacheKeys.lease(redis.prefix, cacheShards(redis).of(key), key),
              'dead',
              'PX',
              20,
              'NX',
            );
          }
        };
        // A value that is set counts as of when the caller knew it, and ageing reads and writes in two steps: both go alone.
        const isAlone = what === 'set' || what === 'age';
        if (isAlone) await Promise.all(underway);
        const acting = act();
        underway.push(acting);
        if (waits || isAlone) await acting;
      }
      await Promise.all(underway);
    }),
    { numRuns: 60 },
  );
  for (const cache of caches) await cache.close();
});

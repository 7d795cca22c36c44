// Values that have run out, or are about to: who gets them, and who loads the next.

import { describe, expect, it, vi } from 'vitest';
import type { CacheProblem } from '../../src/redis/cache/cache.ts';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { cacheShards } from '../../src/redis/cache/shared.ts';
import { cachesOn, heldLoad } from '../support/cache.ts';
import { openTestRedis } from '../support/redis.ts';
import { letCacheAge } from './cache-clock.ts';

const redis = await openTestRedis();
const { open, openBare } = cachesOn(redis);

let made = 0;
const newName = (): string => `n${made++}`;
const minute = { ttlSeconds: 60 };

describe('stale values', () => {
  const options = { ttlSeconds: 60, staleSeconds: 60 };

  it('are handed out while one process loads a new one behind it', async () => {
    const key = newName();
    await openBare().get(key, () => 'old', options);
    await letCacheAge(redis, [key], 61_000);
    const processes = Array.from({ length: 5 }, () => openBare());
    const load = vi.fn(async () => 'new');
    expect(await Promise.all(processes.map((cache) => cache.get(key, load, options)))).toEqual(Array(5).fill('old'));
    await expect.poll(() => openBare().get(key)).toBe('new');
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('serve on where the load fails, which is told, counted and not tried at once again', async () => {
    const key = newName();
    await openBare().get(key, () => 'old', options);
    await letCacheAge(redis, [key], 61_000);
    const problems: CacheProblem[] = [];
    const cache = openBare({ onProblem: (problem) => problems.push(problem) });
    const other = openBare();
    const load = vi.fn(async () => {
      throw new Error('the source is down');
    });
    expect(await cache.get(key, load, options)).toBe('old');
    await expect.poll(() => problems.length).toBe(1);
    for (const each of [cache, other, cache, other]) expect(await each.get(key, load, options)).toBe('old');
    expect(load).toHaveBeenCalledTimes(1);
    expect(problems).toMatchObject([{ key, during: 'load', error: { message: 'the source is down' } }]);
    expect(cache.counts).toMatchObject({ loads: 1, loadErrors: 1, staleHits: 3, misses: 0 });
  });

  it('are handed out after that only where a load fails, for as long as they are kept', async () => {
    const key = newName();
    const keeping = { ttlSeconds: 60, staleIfErrorSeconds: 600 };
    const cache = openBare();
    await cache.get(key, () => 'old', keeping);
    await letCacheAge(redis, [key], 61_000);
    const failing = vi.fn(() => Promise.reject(new Error('the source is down')));
    expect(await cache.get(key)).toBeUndefined();
    for (let turn = 0; turn < 5; turn++) expect(await cache.get(key, failing, keeping)).toBe('old');
    expect(failing).toHaveBeenCalledTimes(1);
    await letCacheAge(redis, [key], 600_000);
    await expect(openBare().get(key, failing, keeping)).rejects.toThrow('the source is down');
  });

  it('are gone like fresh ones when they are invalidated', async () => {
    const cache = openBare();
    for (const what of [{ tags: ['of-stale'] }, { keys: ['stale'] }]) {
      await cache.get('stale', () => 'old', { ...options, tags: ['of-stale'] });
      await letCacheAge(redis, ['stale'], 61_000);
      expect(await cache.get('stale')).toBe('old');
      await cache.invalidate(what);
      expect(await cache.get('stale')).toBeUndefined();
      expect(await cache.get('stale', () => 'new', options)).toBe('new');
      await cache.delete('stale');
    }
  });
});

describe('a value that is about to run out', () => {
  /** Stores one of which the load took ten minutes, so that the dice alone say whether it is due. */
  async function storeSlow(key: string): Promise<void> {
    await openBare().get(key, () => 'old', minute);
    const entryKey = cacheKeys.entry(redis.prefix, cacheShards(redis).of(key), key);
    expect(await redis.client.getrange(entryKey, 39, 46)).toMatch(/^\d{8}$/);
    await redis.client.setrange(entryKey, 39, '00600000');
  }

  it.each([
    ['found in Redis', () => openBare()],
    ["found in the process' memory", () => open({ memorySeconds: 30 })],
  ])('is loaded once behind its readers where the dice say so, %s', async (_where, openOne) => {
    const key = newName();
    await storeSlow(key);
    const crew = [openOne(), openOne(), openOne()];
    const dice = vi.spyOn(Math, 'random').mockReturnValue(0.99);
    const { load, finish } = heldLoad('new');
    const read = () => Promise.all([...crew, ...crew].map((cache) => cache.get(key, load, minute)));
    // Far from due: e^-(60 s / 600 s) is 0.9.
    expect(new Set([...(await read()), ...(await read())])).toEqual(new Set(['old']));
    expect(load).not.toHaveBeenCalled();
    dice.mockReturnValue(0.5);
    expect(new Set(await read())).toEqual(new Set(['old']));
    await expect.poll(() => load.mock.calls.length).toBe(1);
    // While it is loaded nobody waits, and nobody else loads.
    expect(new Set(await read())).toEqual(new Set(['old']));
    finish();
    dice.mockReturnValue(0.99);
    await expect.poll(() => openBare().get(key)).toBe('new');
    expect(load).toHaveBeenCalledTimes(1);
    dice.mockRestore();
  });

  it('stays as it was where the load before its end fails', async () => {
    const key = newName();
    await storeSlow(key);
    const dice = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const load = vi.fn(() => Promise.reject(new Error('the source is away')));
    const cache = openBare();
    expect(await cache.get(key, load, minute)).toBe('old');
    await expect.poll(() => load.mock.calls.length).toBe(1);
    expect(await cache.get(key, load, minute)).toBe('old');
    dice.mockRestore();
  });
});

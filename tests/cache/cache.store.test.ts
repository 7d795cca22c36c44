// The cache as programs use it; several caches on one Redis stand for several processes.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { Cache, CacheLoadFailed, type CacheProblem, CacheTimeout } from '../../src/redis/cache/cache.ts';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { cacheShards } from '../../src/redis/cache/shared.ts';
import { cachesOn, heldLoad } from '../support/cache.ts';
import { openTestRedis, patient } from '../support/redis.ts';
import { letCacheAge } from './cache-clock.ts';

const redis = await openTestRedis();
const { open, openBare, openHearing } = cachesOn(redis);

let made = 0;
const newName = (): string => `n${made++}`;
const minute = { ttlSeconds: 60 };

describe('get', () => {
  it('loads a value once, and finds it in every process after that', async () => {
    const key = newName();
    const load = vi.fn(() => ({ name: 'mug', sizes: [1, 2] }));
    const [one, two] = [open(), open()];
    for (const cache of [one, one, two, two])
      expect(await cache.get(key, load, minute)).toEqual({ name: 'mug', sizes: [1, 2] });
    expect(await openBare().get(key)).toEqual({ name: 'mug', sizes: [1, 2] });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('loads once for a thousand callers in ten processes', async () => {
    const key = newName();
    const load = vi.fn(async () => {
      await sleep(30);
      return 42;
    });
    const processes = Array.from({ length: 10 }, () => open());
    const asked = Array.from({ length: 1_000 }, (_each, index) =>
      (processes[index % 10] as Cache).get(key, load, minute),
    );
    expect(new Set(await Promise.all(asked))).toEqual(new Set([42]));
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('answers undefined for what nobody has loaded', async () => {
    expect(await open().get(newName())).toBeUndefined();
  });

  it('remembers that there is nothing, for as long as it is told', async () => {
    const key = newName();
    const load = vi.fn(() => null);
    const cache = openBare();
    const options = { ttlSeconds: 3_600, nullTtlSeconds: 10 };
    for (let turn = 0; turn < 3; turn++) expect(await cache.get(key, load, options)).toBeNull();
    expect(load).toHaveBeenCalledTimes(1);
    await letCacheAge(redis, [key], 11_000);
    await cache.get(key, load, options);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('hands out undefined and does not keep it', async () => {
    const key = newName();
    const load = vi.fn(() => undefined);
    const cache = open();
    expect(await cache.get(key, load, minute)).toBeUndefined();
    expect(await cache.get(key, load, minute)).toBeUndefined();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it.each([0, '', false, 'text', [], {}, { a: null }])('gives %j back as it was', async (value) => {
    const key = newName();
    expect(await open().get(key, () => value, minute)).toEqual(value);
    expect(await openBare().get(key)).toEqual(value);
  });

  it('gives the first caller what all others get, a copy that nobody can change', async () => {
    const key = newName();
    const own = { at: new Date(0), tags: ['a'] };
    const cache = open();
    const first = await cache.get<unknown>(key, () => own, minute);
    expect(first).toEqual({ at: '1970-01-01T00:00:00.000Z', tags: ['a'] });
    expect(await cache.get(key)).toEqual(first);
    // A busy machine may give up the copy in memory in between, and read it again.
    await expect.poll(async () => new Set([await cache.get(key), await cache.get(key)]).size).toBe(1);
    expect(() => (first as { tags: string[] }).tags.push('b')).toThrow(TypeError);
    own.tags.push('mine');
    expect(await openBare().get(key)).toEqual(first);
  });

  it('keeps what a codec keeps', async () => {
    const key = newName();
    const codec = {
      encode: (value: unknown) =>
        JSON.stringify(value, function (this: Record<string, unknown>, name, text) {
          return this[name] instanceof Date ? { date: text } : text;
        }),
      decode: (text: string) => JSON.parse(text, (_name, part) => (part?.date ? new Date(part.date) : part)),
    };
    await open({ codec }).get(key, () => ({ at: new Date(5) }), minute);
    expect(await open({ codec }).get(key)).toEqual({ at: new Date(5) });
  });

  it('asks Redis once for many keys of a tick', async () => {
    const names = Array.from({ length: 50 }, newName);
    const writer = openBare();
    await Promise.all(names.map((name) => writer.get(name, () => name, minute)));
    const run = vi.spyOn(redis, 'run');
    const values = await Promise.all(names.map((name) => writer.get(name)));
    const scripts = run.mock.calls.filter(([{ name }]) => name === 'cache/read').length;
    run.mockRestore();
    expect(values).toEqual(names);
    expect(scripts).toBe(
      new Set(names.map((name) => redis.groupOf(cacheKeys.entry(redis.prefix, cacheShards(redis).of(name), name))))
        .size,
    );
  });

  it('tells everybody who waits when a load fails, and tries again for the next', async () => {
    const key = newName();
    const cache = open();
    let fails = true;
    const load = vi.fn(async () => {
      if (fails) throw new Error('the source is down');
      return 'up';
    });
    const asked = await Promise.allSettled([cache.get(key, load, minute), cache.get(key, load, minute)]);
    expect(asked.map((outcome) => outcome.status === 'rejected' && outcome.reason.message)).toEqual([
      'the source is down',
      'the source is down',
    ]);
    expect(load).toHaveBeenCalledTimes(1);
    fails = false;
    expect(await cache.get(key, load, minute)).toBe('up');
  });

  it('tells other processes that wait that the load has failed, without one attempt each', async () => {
    const key = newName();
    const failing = heldLoad(null);
    const first = openBare().get(
      key,
      async () => {
        await failing.load();
        throw new Error('the source is down');
      },
      minute,
    );
    await failing.begun;
    const load = vi.fn(() => 'loaded elsewhere');
    const other = open();
    const second = other.get(key, load, minute);
    const lease = cacheKeys.lease(redis.prefix, cacheShards(redis).of(key), key);
    await expect.poll(() => redis.client.get(lease)).toMatch(/\+$/);
    failing.finish();
    await expect(first).rejects.toThrow('the source is down');
    await expect(second).rejects.toThrow(CacheLoadFailed);
    expect(load).not.toHaveBeenCalled();
    expect(await other.get(key, load, minute)).toBe('loaded elsewhere');
  });

  it('ends a load that takes too long, and tells it so', async () => {
    const key = newName();
    let signal: AbortSignal | undefined;
    const cache = open({ loadTimeoutMs: 50 });
    const never = cache.get(
      key,
      (loading) => {
        signal = loading.signal;
        return new Promise(() => {});
      },
      minute,
    );
    await expect(never).rejects.toThrow(CacheTimeout);
    expect(signal?.aborted).toBe(true);
    expect(await cache.get(key, () => 'quick', minute)).toBe('quick');
  });

  it('goes on when the process that was loading has died', async () => {
    const key = newName();
    const lease = cacheKeys.lease(redis.prefix, cacheShards(redis).of(key), key);
    await redis.client.set(lease, 'the token of the dead', 'PX', 150);
    expect(await open().get(key, () => 'alive', minute)).toBe('alive');
  });

  it('lets a slow load keep its lease', async () => {
    const key = newName();
    const slow = heldLoad('slow');
    const first = openBare().get(key, slow.load, minute);
    await slow.begun;
    const lease = cacheKeys.lease(redis.prefix, cacheShards(redis).of(key), key);
    await redis.client.pexpire(lease, 1_500);
    await expect.poll(() => redis.client.pttl(lease)).toBeGreaterThan(2_000);
    slow.finish();
    expect(await first).toBe('slow');
    expect(await openBare().get(key)).toBe('slow');
  });

  it('lets a load settle lifetime and tags by what it found, or keep nothing', async () => {
    const cache = openBare();
    const [key, passing, brand] = [newName(), newName(), newName()];
    await cache.get(
      key,
      (loading) => {
        loading.tag(brand);
        loading.freshFor(10);
        return 1;
      },
      { ttlSeconds: 3_600, tags: ['all'] },
    );
    expect(await redis.client.pttl(cacheKeys.entry(redis.prefix, cacheShards(redis).of(key), key))).toBeLessThanOrEqual(
      10_000,
    );
    expect(await cache.invalidate({ tags: [brand] })).toBe(1);
    expect(await cache.get(key)).toBeUndefined();
    const load = vi.fn((loading: { doNotKeep(): void }) => {
      loading.doNotKeep();
      return 2;
    });
    expect(await cache.get(passing, load, minute)).toBe(2);
    expect(await cache.get(passing)).toBeUndefined();
  });
});

describe('set', () => {
  it('is seen by every process', async () => {
    const key = newName();
    const [one, two] = [await openHearing(), await openHearing()];
    expect(await two.get(key, () => 'loaded', minute)).toBe('loaded');
    await one.set(key, 'set', { ttlSeconds: 60, tags: ['set'] });
    expect(await one.get(key)).toBe('set');
    await expect.poll(() => two.get(key)).toBe('set');
    await two.invalidate({ tags: ['set'] });
    expect(await openBare().get(key)).toBeUndefined();
  });

  it('is not overwritten by a load that began before it', async () => {
    const key = newName();
    const old = heldLoad('old');
    const first = openBare().get(key, old.load, minute);
    await old.begun;
    await openBare().set(key, 'set', minute);
    old.finish();
    await first;
    expect(await openBare().get(key)).toBe('set');
  });

  it('tells what cannot be stored', async () => {
    const cache = open();
    await expect(cache.set('k', undefined, minute)).rejects.toThrow('undefined cannot be stored');
    await expect(cache.set('k', 'x'.repeat(1_048_576), minute)).rejects.toThrow('1048576 bytes');
    await expect(cache.set('', 1, minute)).rejects.toThrow('key must be 1 to 500 characters');
    await expect(cache.set('k', 1, { ttlSeconds: 0 })).rejects.toThrow('ttlSeconds must be from');
    await expect(cache.set('k', 1, { ttlSeconds: 1, tags: ['a\tb'] })).rejects.toThrow('control character');
  });
});

describe('bounds', () => {
  it('hold for the memory of a process, which forgets what is asked for least', async () => {
    const cache = open({ memoryEntries: 10 });
    const names = Array.from({ length: 30 }, newName);
    const hot = names[0] as string;
    for (const name of names) {
      await cache.get(name, () => 1, minute);
      await cache.get(hot);
    }
    expect(cache.state.memoryEntries).toBe(10);
    const before = cache.counts.memoryHits;
    await cache.get(hot);
    expect(cache.counts.memoryHits).toBe(before + 1);
    const small = open({ memoryBytes: 8_000 });
    for (const name of names) await small.get(`${name}-large`, () => 'x'.repeat(900), minute);
    expect(small.state.memoryBytes).toBeGreaterThan(4_000);
    expect(small.state.memoryBytes).toBeLessThanOrEqual(8_000);
  });

  it('hand out a loaded value that is too large to store, and say so', async () => {
    const problems: CacheProblem[] = [];
    const cache = open({ onProblem: (problem) => problems.push(problem) });
    const key = newName();
    const large = 'x'.repeat(1_048_576);
    expect(await cache.get(key, () => large, minute)).toBe(large);
    expect(await cache.get(key)).toBeUndefined();
    expect(problems).toMatchObject([{ key, during: 'store', error: { message: /longer than 1048576 bytes/ } }]);
  });

  it('let every key in Redis run out', async () => {
    const cache = openBare();
    await cache.get(newName(), () => 1, { ttlSeconds: 60, tags: [newName()] });
    const nodes = 'nodes' in redis.client ? redis.client.nodes('master') : [redis.client];
    const found = (await Promise.all(nodes.map((node) => node.keys(`${redis.prefix}:{cache:*`)))).flat();
    expect(found.length).toBeGreaterThan(0);
    for (const key of found) {
      if (/:[elt]:/.test(key)) expect(await redis.client.pttl(key), key).not.toBe(-1);
      else expect(key).toMatch(/:(count|count-until|moved)$/);
    }
  });
});

describe('the report', () => {
  it('counts what all processes did, and what is there', async () => {
    const own = await openTestRedis();
    const two = new Cache(own, { ...patient, memorySeconds: 0 });
    expect(await two.report()).toMatchObject({ hits: 0, misses: 0, hitRate: 0, entries: 0, invalidations: 0 });
    const one = await openHearing(own);
    const names = Array.from({ length: 20 }, newName);
    for (const name of names) await one.get(name, () => 1, { ttlSeconds: 600, tags: ['counted'] });
    for (const name of names) await one.get(name);
    for (const name of names) await two.get(name);
    await two.get('nothing');
    await one.get(names[0] as string, () => 2, { ttlSeconds: 600, tags: ['counted', 'more'] });
    await two.set(names[1] as string, 3, { ttlSeconds: 5 });
    await two.report();
    expect(await one.report()).toEqual({
      hits: 40,
      memoryHits: 20,
      staleHits: 0,
      misses: 23,
      loads: 21,
      loadErrors: 0,
      invalidations: 0,
      entries: 20,
      hitRate: 40 / 63,
    });
    await one.invalidate({ keys: names.slice(0, 5) });
    expect(await one.report()).toMatchObject({ entries: 15, invalidations: 5 });
    const minutes = await one.series(2);
    expect(minutes.map(({ hits }) => hits).reduce((sum, each) => sum + each)).toBe(40);
    // What a tag no longer holds up is counted until it is asked for, or runs out.
    await one.invalidate({ tags: ['counted'] });
    await Promise.all(names.map((name) => two.get(name)));
    expect((await one.report()).entries).toBe(0);
    await two.close();
  });
});

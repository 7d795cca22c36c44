// The cache as programs use it; several caches on one Redis stand for several processes.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  Cache,
  CacheLoadFailed,
  type CacheProblem,
  type CacheSettings,
  CacheTimeout,
} from '../../src/redis/cache/cache.ts';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { shardOf, sharedLimits } from '../../src/redis/cache/shared.ts';
import { letCacheAge } from '../support/cache-clock.ts';
import { openTestRedis, patient } from '../support/redis.ts';

const redis = await openTestRedis();
const caches: Cache[] = [];

function open(settings: Partial<CacheSettings> = {}): Cache {
  const cache = new Cache(redis, { ...patient, ...settings });
  caches.push(cache);
  return cache;
}

/** A process that remembers nothing by itself, so that Redis alone decides. */
const openBare = (settings: Partial<CacheSettings> = {}): Cache => open({ memorySeconds: 0, ...settings });

/** One that hears of invalidations already. */
async function openHearing(handle = redis): Promise<Cache> {
  const cache = new Cache(handle, patient);
  caches.push(cache);
  await cache.get('anything');
  await expect.poll(() => cache.state.hears).toBe(true);
  return cache;
}

afterAll(() => Promise.all(caches.map((cache) => cache.close())));

let made = 0;
const newName = (): string => `n${made++}`;
const minute = { ttlSeconds: 60 };

/** A load whose end the test decides. */
function heldLoad<T>(value: T) {
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
    expect(await cache.get(key)).toBe(first);
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
      new Set(names.map((name) => redis.groupOf(cacheKeys.entry(redis.prefix, shardOf(name), name)))).size,
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
    const lease = cacheKeys.lease(redis.prefix, shardOf(key), key);
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
    const lease = cacheKeys.lease(redis.prefix, shardOf(key), key);
    await redis.client.set(lease, 'the token of the dead', 'PX', 150);
    expect(await open().get(key, () => 'alive', minute)).toBe('alive');
  });

  it('lets a slow load keep its lease', async () => {
    const key = newName();
    const slow = heldLoad('slow');
    const first = openBare().get(key, slow.load, minute);
    await slow.begun;
    const lease = cacheKeys.lease(redis.prefix, shardOf(key), key);
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
    expect(await redis.client.pttl(cacheKeys.entry(redis.prefix, shardOf(key), key))).toBeLessThanOrEqual(10_000);
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
    const entryKey = cacheKeys.entry(redis.prefix, shardOf(key), key);
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

describe('an invalidation', () => {
  it('of a tag ends all that have it, and nothing else, in one step a shard', async () => {
    const cache = openBare();
    const [red, blue] = [newName(), newName()];
    const names = Array.from({ length: 60 }, newName);
    const tagsOf = (index: number): string[] => (index % 3 === 0 ? [red] : index % 3 === 1 ? [blue] : [red, blue]);
    await Promise.all(
      names.map((name, index) => cache.get(name, () => index, { ttlSeconds: 60, tags: tagsOf(index) })),
    );
    expect(await cache.invalidate({ tags: [red] })).toBe(1);
    const left = await Promise.all(names.map((name) => openBare().get(name)));
    expect(left.filter((value) => value !== undefined)).toEqual(
      names.map((_name, index) => index).filter((index) => index % 3 === 1),
    );
    expect(await cache.invalidate({ tags: [red], keys: names })).toBe(20);
  });

  it('leaves nothing behind of tags that nobody uses', async () => {
    const cache = openBare();
    const tag = newName();
    await cache.get(newName(), () => 1, { ttlSeconds: 60, tags: [tag] });
    await cache.invalidate({ tags: [tag] });
    for (let shard = 0; shard < sharedLimits.shards; shard++)
      expect(await redis.client.exists(cacheKeys.tag(redis.prefix, shard, tag))).toBe(0);
  });

  it('reaches the memory of every process', async () => {
    const [one, two] = [await openHearing(), await openHearing()];
    const [key, tagged, tag] = [newName(), newName(), newName()];
    const options = { ttlSeconds: 60, tags: [tag] };
    for (const cache of [one, two]) {
      await cache.get(key, () => 'old', minute);
      await cache.get(tagged, () => 'old', options);
    }
    await one.invalidate({ keys: [key], tags: [tag] });
    expect(await one.get(key)).toBeUndefined();
    expect(await one.get(tagged)).toBeUndefined();
    await expect.poll(() => two.get(key)).toBeUndefined();
    await expect.poll(() => two.get(tagged)).toBeUndefined();
  });

  it.each(['key', 'tag'] as const)('of a %s while a value is loaded keeps it from being stored', async (kind) => {
    const [key, tag] = [newName(), newName()];
    const options = { ttlSeconds: 60, tags: [tag] };
    const cache = open();
    const old = heldLoad('old');
    const first = cache.get(key, old.load, options);
    await old.begun;
    await openBare().invalidate(kind === 'key' ? { keys: [key] } : { tags: [tag] });
    old.finish();
    expect(await first).toBe('old');
    expect(await openBare().get(key)).toBeUndefined();
    expect(await cache.get(key)).toBeUndefined();
  });

  it('keeps a value with a tag that was named late from being stored, too', async () => {
    const [key, tag] = [newName(), newName()];
    const old = heldLoad('old');
    const first = openBare().get(
      key,
      async (loading) => {
        const value = await old.load();
        loading.tag(tag);
        return value;
      },
      minute,
    );
    await old.begun;
    await openBare().invalidate({ tags: [tag] });
    old.finish();
    await first;
    expect(await openBare().get(key)).toBeUndefined();
  });

  it('has those who ask after it wait for a value of after it', async () => {
    const key = newName();
    const cache = open();
    const old = heldLoad('old');
    const first = cache.get(key, old.load, minute);
    await old.begun;
    await cache.invalidate({ keys: [key] });
    const second = cache.get(key, () => 'new', minute);
    expect(await second).toBe('new');
    old.finish();
    expect(await first).toBe('old');
    expect(await cache.get(key)).toBe('new');
    expect(await openBare().get(key)).toBe('new');
  });

  it('is not undone where the value is stored again under new versions of its tags', async () => {
    const [key, tag] = [newName(), newName()];
    const cache = openBare();
    const options = { ttlSeconds: 60, tags: [tag] };
    await cache.get(key, () => 'old', options);
    await cache.invalidate({ tags: [tag] });
    await cache.get(newName(), () => 'other', options);
    expect(await cache.get(key)).toBeUndefined();
  });

  it('of a tag that a program has learnt of since holds for what was stored without it', async () => {
    const key = newName();
    const load = vi.fn(() => 'value');
    for (const cache of [open(), openBare()]) {
      await cache.get(key, load, { ttlSeconds: 60, tags: ['a'] });
      await cache.get(key, load, { ttlSeconds: 60, tags: ['a', 'b'] });
      await cache.get(key, load, { ttlSeconds: 60, tags: ['b'] });
      await cache.delete(key);
    }
    expect(load).toHaveBeenCalledTimes(4);
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

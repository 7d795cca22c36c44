// Invalidations by key and by tag, in this process and in others.

import { describe, expect, it, vi } from 'vitest';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { cacheShards } from '../../src/redis/cache/shared.ts';
import { cachesOn, heldLoad } from '../support/cache.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const { open, openBare, openHearing } = cachesOn(redis);

let made = 0;
const newName = (): string => `n${made++}`;
const minute = { ttlSeconds: 60 };

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
    for (const shard of cacheShards(redis).numbers)
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

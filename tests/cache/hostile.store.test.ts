// Keys and tags that cannot be: one is refused alone, and the others of its tick are cached.

import { expect, it } from 'vitest';
import { cachesOn } from '../support/cache.ts';
import { openTestRedis } from '../support/redis.ts';

const { openBare } = cachesOn(await openTestRedis());
const half = '🎉'.slice(0, 1);

it.each([
  ['a tag', { key: 'bad', tags: [`birthday ${half}`] }],
  ['a key', { key: half, tags: ['t'] }],
])('refuses %s with half an emoji, and caches the others of its tick', async (what, bad) => {
  const cache = openBare();
  const keys = Array.from({ length: 20 }, (_unused, number) => `${what} ${number}`);
  const read = (key: string, tags: readonly string[]) => cache.get(key, async () => 'loaded', { ttlSeconds: 60, tags });
  const settled = await Promise.allSettled([
    ...keys.slice(0, 10).map((key) => read(key, ['t'])),
    read(bad.key, bad.tags),
    ...keys.slice(10).map((key) => read(key, ['t'])),
  ]);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(settled[10]).toMatchObject({ status: 'rejected', reason: { problems: [{ code: 'INVALID' }] } });
  expect(await Promise.all(keys.map((key) => openBare().get(key)))).toEqual(keys.map(() => 'loaded'));
});

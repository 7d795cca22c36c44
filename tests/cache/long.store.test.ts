// Values that are long together: no script has all of them.

import { expect, it, vi } from 'vitest';
import { sharedLimits } from '../../src/redis/cache/shared.ts';
import { cachesOn } from '../support/cache.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const { openBare } = cachesOn(redis);
const options = { ttlSeconds: 60 };

it('are set, loaded and read in scripts that are bounded by bytes', async () => {
  const text = 'x'.repeat(20 * 1_024);
  const keys = Array.from({ length: 500 }, (_unused, number) => `long ${number}`);
  const run = vi.spyOn(redis, 'run');
  const [setter, loader, reader] = [openBare(), openBare(), openBare()];
  await Promise.all(keys.map((key) => setter.set(`set ${key}`, `${key} ${text}`, options)));
  await Promise.all(keys.map((key) => loader.get(key, () => `${key} ${text}`, options)));
  const sent = run.mock.calls.map(([{ name }, , args]) => [name, args.join('').length] as const);
  const stores = sent.filter(([name]) => name === 'cache/store');
  expect(stores.length).toBeGreaterThanOrEqual(20);
  for (const [, length] of stores) expect(length).toBeLessThan(1.2 * sharedLimits.bytesPerScript);
  run.mockClear();

  expect(await Promise.all(keys.map((key) => reader.get(key)))).toEqual(keys.map((key) => `${key} ${text}`));
  const reads = run.mock.calls.flatMap(([{ name }], at) =>
    name === 'cache/read' ? [run.mock.results[at]?.value] : [],
  );
  for (const found of (await Promise.all(reads)) as string[][])
    expect(found.join('').length).toBeLessThan(2 * sharedLimits.bytesPerScript);
  run.mockRestore();
});

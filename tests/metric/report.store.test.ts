// Reports of much: their scripts end after a bounded amount of work, and go on where they ended.

import { expect, test, vi } from 'vitest';
import { metricKeys, part } from '../../src/redis/metric/keys.ts';
import { Metrics } from '../../src/redis/metric/metric.ts';
import { siteShards } from '../../src/redis/metric/shard.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const metrics = new Metrics(redis);
const day = 24 * 3_600_000;
const start = Math.floor(Date.now() / day) * day - 280 * day;
const days = 3;
const { numbers: shards } = siteShards(redis, 'large');

test('a top list of more values than one script reads has all of them', async () => {
  const each = 1_000;
  await Promise.all(
    shards.flatMap((shard) =>
      Array.from({ length: days }, async (_, index) => {
        const key = metricKeys.bucket(redis.prefix, 'large', shard, part.dayTop(start + index * day));
        const fields = Array.from({ length: each }, (_value, value) => [`P/${value}`, value === 7 ? 2 : 1]);
        await redis.client.hset(key, ...fields.flat());
      }),
    ),
  );
  const run = vi.spyOn(redis, 'run');
  const top = (await metrics.top('large', 'PAGE', new Date(start), new Date(start + days * day), 100)) ?? [];
  const scripts = run.mock.calls.length;
  run.mockRestore();
  expect(top).toHaveLength(100);
  expect(top[0]).toEqual({ key: '/7', count: 2 * shards.length * days, error: 0 });
  expect(new Set(top.slice(1).map(({ count }) => count))).toEqual(new Set([shards.length * days]));
  const most = redis.hasSlots ? shards.length : Math.ceil((shards.length * days * each) / 10_000);
  expect(scripts).toBe(most);
});

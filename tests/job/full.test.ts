// A queue whose Redis is full: nothing more comes in, and workers make room.

import { expect, it, onTestFinished } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';

it('works off its backlog while Redis takes nothing more', async () => {
  const server = await startMemoryRedis();
  onTestFinished(() => server.stop());
  const redis = await RedisHandle.open(server.url);
  onTestFinished(() => redis.close());
  const jobs = new Jobs(redis);
  const payload = 'x'.repeat(10_000);
  await jobs.enqueueMany(Array.from({ length: 100 }, () => ({ queue: 'full', name: 'n', payload })));
  await redis.client.config('SET', 'maxmemory', '1');
  await expect(jobs.enqueue({ queue: 'full', name: 'n' })).rejects.toThrow('OOM');

  const leases = new JobLeases(redis, { completed: { count: 0, ageMs: 0 } });
  const step = { queue: 'full', workerId: 'w', leaseMs: 30_000 };
  const { claimed } = await leases.step({ ...step, want: 100, finished: [] });
  expect(claimed).toHaveLength(100);
  const outcome = { kind: 'COMPLETED', result: null } as const;
  await leases.step({ ...step, want: 0, finished: claimed.map(({ id, fence }) => ({ id, fence, outcome })) });
  expect((await jobs.queue('full'))?.counts).toMatchObject({ waiting: 0, active: 0 });
});

// The quarantine of a queue is bounded, and can be emptied.

import { describe, expect, it } from 'vitest';
import { JobDoctor } from '../../src/redis/job/doctor.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys, type QueuePart } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { JobQuarantine } from '../../src/redis/job/quarantine.ts';
import { parseJobId, type Retention } from '../../src/redis/job/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const quarantine = new JobQuarantine(redis);

const part = (queue: string, name: QueuePart): string => jobKeys.part(redis.prefix, queue, name);

/** Adds jobs whose records of 1,000 bytes cannot be read, and has a worker come upon them. Returns their numbers. */
async function spoil(queue: string, count: number, retention: Partial<Retention> = {}): Promise<string[]> {
  const leases = new JobLeases(redis, retention);
  const added = await jobs.enqueueMany(Array.from({ length: count }, () => ({ queue, name: 'n' })));
  const numbers = added.map(({ id }) => parseJobId(id)?.number as string);
  for (const number of numbers) await redis.client.hset(part(queue, 'jobs'), number, 'x'.repeat(1_000));
  const step = { queue, workerId: 'w', leaseMs: 30_000, want: 10, finished: [] };
  for (let done = 0; done < count + 200; done += 10) await leases.step(step);
  return numbers;
}

/** What is left of jobs in Redis: how many records, states, reasons and places there are. */
async function left(queue: string): Promise<number[]> {
  const { client } = redis;
  return [
    await client.hlen(part(queue, 'jobs')),
    await client.hlen(part(queue, 'state')),
    await client.hlen(part(queue, 'bad:why')),
    await client.zcard(part(queue, 'bad')),
  ];
}

describe('the quarantine', () => {
  it('of what is no name of a queue is not purged, and such a queue not examined', async () => {
    const none = { problems: [{ code: 'NOT_FOUND', message: 'There is no queue of this name.' }] };
    for (const name of ['a\nb\tc', '', 'x'.repeat(300_000)]) {
      await expect(quarantine.purge(name, 5)).rejects.toMatchObject(none);
      await expect(new JobDoctor(redis).examine(name, { mend: true })).rejects.toMatchObject(none);
    }
  });

  it('keeps the newest, up to a count', async () => {
    const numbers = await spoil('count', 50, { quarantined: { count: 20, ageMs: 60_000 } });
    expect((await quarantine.list('count')).map(({ number }) => number).reverse()).toEqual(numbers.slice(-20));
    expect(await left('count')).toEqual([20, 20, 20, 20]);
    expect((await jobs.queue('count'))?.counts.quarantined).toBe(20);
  });

  it('keeps no more than a size of all together', async () => {
    await spoil('bytes', 50, { bytes: 20_000 });
    const [records = 0] = await left('bytes');
    expect(records).toBeGreaterThan(5);
    expect(records).toBeLessThanOrEqual(30);
  });

  it('lets go of what is too old', async () => {
    await spoil('age', 20, { quarantined: { count: 1_000, ageMs: 1 } });
    expect(await left('age')).toEqual([0, 0, 0, 0]);
  });

  it('is purged of the oldest, and of all', async () => {
    const numbers = await spoil('purge', 5);
    expect(await quarantine.purge('purge', 2)).toBe(2);
    expect((await quarantine.list('purge')).map(({ number }) => number).sort()).toEqual(numbers.slice(2).sort());
    await expect(quarantine.purge('purge', 0)).rejects.toThrow('limit');
    expect(await quarantine.purge('purge', 1_000)).toBe(3);
    expect(await left('purge')).toEqual([0, 0, 0, 0]);
    expect(await redis.client.hget(jobKeys.meta(redis.prefix, 'purge'), 'bytes')).toBe('0');
  });
});

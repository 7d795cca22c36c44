// The stream of what happens to a queue's jobs.

import { describe, expect, it } from 'vitest';
import { JobEvents } from '../../src/redis/job/event.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { openTestRedis, untilNextMillisecond } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);
const events = new JobEvents(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

describe('events', () => {
  it('are numbered without a gap and resumable in the middle of a batch', async () => {
    const before = await events.head('events');
    await Promise.all(Array.from({ length: 5 }, () => jobs.enqueue({ queue: 'events', name: 'n' })));
    await step('events');
    const all = (await events.read('events', before, 100)).entries;
    expect(all.map(({ state }) => state)).toEqual([...Array(5).fill('WAITING'), ...Array(5).fill('ACTIVE')]);
    expect(all.every(({ missed }) => missed === 0)).toBe(true);
    const rest = (await events.read('events', all[6]?.cursor ?? '', 100)).entries;
    expect(rest.map(({ cursor }) => cursor)).toEqual(all.slice(7).map(({ cursor }) => cursor));
  });

  it('tell how many were dropped meanwhile', async () => {
    await jobs.enqueue({ queue: 'dropped', name: 'n' });
    const before = await events.head('dropped');
    for (let index = 0; index < 5; index += 1) await jobs.enqueue({ queue: 'dropped', name: 'n' });
    await redis.client.xtrim(jobKeys.events(redis.prefix, 'dropped'), 'MAXLEN', 2);
    const [first] = (await events.read('dropped', before, 100)).entries;
    expect(first?.missed).toBe(3);
    await expect(events.read('dropped', 'nonsense', 100)).rejects.toThrow('cursor');
  });

  it('go on from a cursor from before Redis was emptied, and say that some are lost', async () => {
    for (let index = 0; index < 3; index += 1) await jobs.enqueue({ queue: 'emptied', name: 'n' });
    const before = await events.head('emptied');
    await untilNextMillisecond(redis);
    await redis.client.del(...['meta', 'events'].map((part) => `${jobKeys.queue(redis.prefix, 'emptied')}${part}`));
    await jobs.enqueue({ queue: 'emptied', name: 'n' });
    const { entries } = await events.read('emptied', before, 100);
    expect(entries).toMatchObject([{ state: 'WAITING', missed: 1 }]);
  });
});

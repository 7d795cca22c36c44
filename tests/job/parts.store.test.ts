// Queues of several parts: all parts together are one queue to those who use it, each keeps the promises of a queue for its own jobs, and
// a queue without parts is as it always was.

import { setTimeout as wait } from 'node:timers/promises';
import calculateSlot from 'cluster-key-slot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { JobDoctor } from '../../src/redis/job/doctor.ts';
import { JobEvents } from '../../src/redis/job/event.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { QueueParts } from '../../src/redis/job/parts.ts';
import { JobQuarantine } from '../../src/redis/job/quarantine.ts';
import { QueueRemoval } from '../../src/redis/job/removal.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { searchJobs } from '../../src/redis/job/search.ts';
import { jobLimits, type NewJob, parseJobId } from '../../src/redis/job/shapes.ts';
import { defineHandler } from '../../src/worker/handler.ts';
import { Worker } from '../../src/worker/worker.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);
const events = new JobEvents(redis);
const schedules = new JobSchedules(redis);
const removal = new QueueRemoval(redis);
const quarantine = new JobQuarantine(redis);
const doctor = new JobDoctor(redis);
const partOf = (id: string): string => parseJobId(id)?.part as string;
const claim = (queue: string, want: number) =>
  leases.step({ queue, workerId: 'w', want, leaseMs: 30_000, finished: [] }).then(({ claimed }) => claimed);
const many = (queue: string, count: number, more: Partial<NewJob> = {}): NewJob[] =>
  Array.from({ length: count }, (_each, number) => ({ queue, name: 'n', payload: { number }, ...more }));

/** A queue of three parts with so many jobs. */
async function filled(queue: string, count: number, more: Partial<NewJob> = {}): Promise<readonly string[]> {
  await jobs.create(queue, 3);
  return (await jobs.enqueueMany(many(queue, count, more))).map(({ id }) => id);
}

describe('a queue of several parts', () => {
  it.each([2, 3, 6, 12])('lies evenly on the slots with %i parts', (count) => {
    const slots = new QueueParts(redis).of('mail', count).map((part) => calculateSlot(`{q:${part}}`));
    expect(new Set(slots.map((slot) => Math.floor((slot * count) / 16_384))).size).toBe(count);
  });

  it('is made once, and not with another number of parts or in the place of a queue', async () => {
    await jobs.create('made', 3);
    await jobs.create('made', 3);
    expect(await jobs.queue('made')).toMatchObject({ parts: 3, counts: { waiting: 0 } });
    await expect(jobs.create('made', 6)).rejects.toMatchObject({ problems: [{ code: 'ILLEGAL_STATE' }] });
    await jobs.enqueue({ queue: 'plain', name: 'n' });
    await expect(jobs.create('plain', 2)).rejects.toMatchObject({ problems: [{ code: 'ILLEGAL_STATE' }] });
    expect((await jobs.queue('plain'))?.parts).toBe(1);
    await expect(jobs.create('much', jobLimits.parts + 1)).rejects.toMatchObject({ problems: [{ code: 'INVALID' }] });
  });

  it('deals out jobs among its parts, and counts and lists all of them', async () => {
    const ids = await filled('dealt', 30);
    expect(new Set(ids.map(partOf)).size).toBe(3);
    expect((await jobs.queue('dealt'))?.counts.waiting).toBe(30);
    expect((await jobs.queues()).find((each) => !(each instanceof Error) && each.name === 'dealt')).toMatchObject({
      parts: 3,
      counts: { waiting: 30 },
    });
    expect((await jobs.queueNames()).filter((name) => name.includes('~'))).toEqual([]);
    for (const id of ids) expect(await jobs.get(id)).toMatchObject({ id, queue: 'dealt' });
  });

  it('has the jobs of a key in one part, in their order, and knows an idempotency key in all parts', async () => {
    await jobs.create('keyed', 6);
    const added = await Promise.all(
      many('keyed', 60).map((job, number) => jobs.enqueue({ ...job, partKey: `k${number % 10}` })),
    );
    const claimed = await claim('keyed', 60);
    expect(claimed.map(({ id }) => id).sort()).toEqual(added.map(({ id }) => id).sort());
    for (const digit of Array.from({ length: 10 }).keys()) {
      const own = claimed.map(({ payload }) => (payload as { number: number }).number).filter((n) => n % 10 === digit);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    const job = { queue: 'keyed', name: 'n', idempotencyKey: 'once' };
    const first = await jobs.enqueue(job);
    // Also for a process that has not met the queue yet.
    expect(await new Jobs(redis).enqueue(job)).toEqual({ id: first.id, created: false });
  });

  it('gives jobs of all parts in turn, and takes each back in its part', async () => {
    const ids = await filled('round', 30);
    const taken: string[] = [];
    while (taken.length < 30) {
      const claimed = await claim('round', 5);
      expect(claimed.length).toBeGreaterThan(0);
      taken.push(...claimed.map(({ id }) => id));
      expect(await leases.touch('round', 10_000, claimed)).toEqual(claimed.map(() => 'HELD'));
      expect(
        (
          await leases.expiries(
            'round',
            claimed.map(({ id }) => id),
          )
        ).every((at) => at !== null),
      ).toBe(true);
      const finished = claimed.map((job) => ({ ...job, outcome: { kind: 'COMPLETED', result: 1 } as const }));
      const request = { queue: 'round', workerId: 'w', want: 0, leaseMs: 10_000 };
      expect((await leases.step({ ...request, finished })).accepted).toEqual(claimed.map(() => true));
      expect((await leases.step({ ...request, finished })).accepted).toEqual(claimed.map(() => false));
    }
    expect([...taken].sort()).toEqual([...ids].sort());
    // No part waits until another one is empty.
    expect(new Set(taken.slice(0, 20).map(partOf)).size).toBe(3);
    expect(await jobs.queue('round')).toMatchObject({ counts: { completed: 30, active: 0, waiting: 0 } });
    const minutes = await jobs.throughput('round', 2);
    expect(minutes.reduce((sum, { completed }) => sum + completed, 0)).toBe(30);
  });

  it.each(['OLDEST', 'NEWEST'] as const)('pages through all parts, %s first, forwards and backwards', async (sort) => {
    const queue = `paged-${sort}`;
    const ids = await filled(queue, 20, { delayMs: 60_000 });
    await jobs.enqueueMany([...many(queue, 6), ...many(queue, 6, { priority: 9 })]);
    for (const state of ['DELAYED', 'WAITING'] as const) {
      const walk = async (backwards: boolean): Promise<string[]> => {
        const found: string[] = [];
        let after: string | null = null;
        for (;;) {
          const page = await jobs.page(queue, state, { after, size: 3, backwards }, sort);
          if (page.length === 0) return found;
          found.push(...page.map(({ job }) => (job as { id: string }).id));
          after = page.at(-1)?.cursor ?? null;
        }
      };
      const forwards = await walk(false);
      expect(new Set(forwards).size).toBe(state === 'DELAYED' ? ids.length : 12);
      expect(await walk(true)).toEqual(forwards.reverse());
    }
    const found = await jobs.page(queue, 'WAITING', { after: null, size: 12, backwards: false }, sort);
    const priorities = found.map(({ job }) => (job as { priority: number }).priority);
    expect(priorities).toEqual([...priorities].sort((a, b) => (sort === 'OLDEST' ? b - a : a - b)));
    const wrong = { after: '1_1~7.1', size: 3, backwards: false };
    await expect(jobs.page(queue, 'WAITING', wrong)).rejects.toMatchObject({ problems: [{ code: 'INVALID' }] });
    expect((await searchJobs(jobs, { queue, state: 'DELAYED', text: '"number":7' })).jobs).toHaveLength(1);
  });

  it('is paused, cancelled in, replayed and purged as one', async () => {
    const ids = await filled('steered', 12, { maxAttempts: 1 });
    await jobs.setPaused('steered', true);
    expect(await leases.step({ queue: 'steered', workerId: 'w', want: 5, leaseMs: 9_000, finished: [] })).toMatchObject(
      {
        claimed: [],
        paused: true,
      },
    );
    await jobs.setPaused('steered', false);
    for (const id of ids.slice(0, 3)) await jobs.cancel(id);
    const claimed = await claim('steered', 12);
    expect(claimed).toHaveLength(9);
    const failed = { kind: 'FAILED', message: 'no', retry: false } as const;
    const finished = claimed.map((job) => ({ ...job, outcome: failed }));
    await leases.step({ queue: 'steered', workerId: 'w', want: 0, leaseMs: 9_000, finished });
    expect(await jobs.queue('steered')).toMatchObject({ counts: { cancelled: 3, dead: 9 } });
    expect(await jobs.replayDead('steered', null, 4)).toHaveLength(4);
    expect(await jobs.purgeDead('steered', 'n', 10)).toHaveLength(5);
    expect(await jobs.queue('steered')).toMatchObject({ counts: { waiting: 4, dead: 0 } });
    for (const id of ids.slice(0, 3)) await jobs.retry(id);
    expect((await jobs.queue('steered'))?.counts.waiting).toBe(7);
  });

  it('tells what happened in all parts to one who comes back, without a gap', async () => {
    await jobs.create('told', 3);
    let after = await events.head('told');
    const ids = (await jobs.enqueueMany(many('told', 9))).map(({ id }) => id);
    const seen: string[] = [];
    for (;;) {
      const { entries } = await events.read('told', after, 3);
      // As one who has got a part of the page only.
      const some = entries.slice(0, 2);
      if (some.length === 0) break;
      expect(some.every(({ missed }) => missed === 0)).toBe(true);
      seen.push(...some.map(({ jobId }) => jobId));
      after = some.at(-1)?.cursor as string;
    }
    expect(seen.sort()).toEqual([...ids].sort());
  });

  it('has schedules in all parts, which fire once each', async () => {
    await jobs.create('timed', 3);
    const keys = Array.from({ length: 8 }, (_each, number) => `s${number}`);
    for (const key of keys) await schedules.set({ queue: 'timed', key, cron: '0 0 1 1 *', jobName: 'n' });
    expect((await schedules.list('timed')).map(({ key }) => key)).toEqual(keys);
    for (const part of await jobs.partsOf('timed'))
      for (const key of await redis.client.zrange(jobKeys.schedulesDue(redis.prefix, part), '0', '-1'))
        await redis.client.zadd(jobKeys.schedulesDue(redis.prefix, part), Date.now() - 1_000, key);
    expect(await schedules.fireDue()).toBe(8);
    expect(await schedules.fire('timed')).toBe(0);
    expect(new Set((await claim('timed', 8)).map(({ id }) => partOf(id))).size).toBeGreaterThan(1);
    await schedules.delete('timed', 's0');
    expect(await schedules.get('timed', 's0')).toBeNull();
  });

  it('shows and purges jobs of all parts that cannot be read, and is examined as a whole', async () => {
    const ids = await filled('spoilt', 6);
    for (const id of ids) {
      const { part, number } = parseJobId(id) as { part: string; number: string };
      await redis.client.hset(jobKeys.part(redis.prefix, part, 'jobs'), number, 'nonsense');
    }
    await claim('spoilt', 6);
    expect(await quarantine.list('spoilt')).toHaveLength(6);
    expect(await quarantine.purge('spoilt', 6)).toBe(6);
    const lost = await filled('lost', 6);
    for (const part of await jobs.partsOf('lost')) await redis.client.del(jobKeys.part(redis.prefix, part, 'p:5'));
    expect(await doctor.misses('lost')).toBe(true);
    expect((await doctor.examine('lost', { mend: true })).map(({ id }) => id).sort()).toEqual([...lost].sort());
    expect(await claim('lost', 6)).toHaveLength(6);
    expect(await doctor.unlisted()).toEqual([]);
  });

  it('is deleted whole or not at all, and can be made anew with other parts', async () => {
    await filled('gone', 9);
    await expect(removal.delete('gone', { withJobs: false })).rejects.toMatchObject({
      problems: [{ code: 'ILLEGAL_STATE' }],
    });
    const one = await jobs.enqueueMany(many('gone', 9));
    expect(one).toHaveLength(9);
    expect(await removal.delete('gone', { withJobs: true })).toBe(true);
    expect(await jobs.queue('gone')).toBeNull();
    await jobs.create('gone', 6);
    // This process and its leases know the former parts.
    await jobs.enqueueMany(many('gone', 12));
    expect((await jobs.queue('gone'))?.counts.waiting).toBe(12);
    const claimed = [...(await claim('gone', 12)), ...(await claim('gone', 12)), ...(await claim('gone', 12))];
    expect(claimed).toHaveLength(12);
    expect(await removal.delete('gone', { withJobs: true })).toBe(true);
    expect((await jobs.enqueue({ queue: 'gone', name: 'n' })).id).toMatch(/^gone:\d+$/);
  });

  it('wakes a worker that began before the queue was made, by each part, and its cancellations reach their job', async () => {
    const done: number[] = [];
    const begun: string[] = [];
    const cancelled: string[] = [];
    const handlers = [
      defineHandler({
        name: 'n',
        payload: z.object({ number: z.number() }),
        run: async ({ number }) => void done.push(number),
      }),
      defineHandler({
        name: 'slow',
        payload: z.unknown(),
        run: async (_payload, { job, signal }) => {
          begun.push(job.id);
          while (!signal.aborted) await wait(10);
          cancelled.push(job.id);
        },
      }),
    ];
    const worker = new Worker(redis, { queue: 'woken', handlers });
    onTestFinished(() => worker.close());
    await jobs.create('woken', 3);
    await jobs.enqueueMany(many('woken', 30));
    await expect.poll(() => done.length, { timeout: 20_000 }).toBe(30);
    const slow = await jobs.enqueueMany(many('woken', 3, { name: 'slow' }));
    await expect.poll(() => begun.length, { timeout: 20_000 }).toBe(3);
    expect(new Set(begun.map(partOf)).size).toBe(3);
    for (const { id } of slow) await jobs.cancel(id);
    // Long before the worker renews its leases, when it would be told as well.
    await expect.poll(() => cancelled.length, { timeout: 5_000 }).toBe(3);
  });
});

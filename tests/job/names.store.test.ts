// Jobs of names that a worker does not know wait for one that does, in their order, and are passed over once.

import { describe, expect, it, vi } from 'vitest';
import { Jobs } from '../../src/redis/job/job.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { type Job, jobLimits } from '../../src/redis/job/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

const payloadsOf = async (queue: string, names: string[] | undefined, want = 100): Promise<unknown[]> => {
  const payloads: unknown[] = [];
  for (;;) {
    const { claimed, nextDueMs } = await step(queue, { names, want });
    payloads.push(...claimed.map(({ payload }) => payload));
    if (claimed.length < want && nextDueMs !== 0) return payloads;
  }
};

describe('names', () => {
  it('that a worker does not know wait in their order for one that does', async () => {
    const numbers = Array.from({ length: 40 }, (_unused, number) => number);
    await jobs.enqueueMany(numbers.map((payload) => ({ queue: 'two', name: payload % 2 ? 'odd' : 'even', payload })));
    expect(await payloadsOf('two', ['even'])).toEqual(numbers.filter((number) => number % 2 === 0));
    const stats = await jobs.queue('two');
    expect(stats).toMatchObject({ counts: { waiting: 20, unknown: 20 }, unknownNames: [{ name: 'odd', count: 20 }] });
    await jobs.enqueue({ queue: 'two', name: 'odd', payload: 'last' });
    await jobs.enqueue({ queue: 'two', name: 'odd', payload: 'first', priority: 9 });
    const odd = numbers.filter((number) => number % 2 === 1);
    expect(await payloadsOf('two', ['odd'], 7)).toEqual(['first', ...odd, 'last']);
    expect((await jobs.queue('two'))?.counts).toMatchObject({ waiting: 0, unknown: 0, active: 42 });
  });

  it('of all jobs are known to a worker that names none', async () => {
    await jobs.enqueueMany(['a', 'b', 'c'].map((name) => ({ queue: 'all', name, payload: name })));
    expect(await payloadsOf('all', ['b'])).toEqual(['b']);
    expect((await payloadsOf('all', undefined)).sort()).toEqual(['a', 'c']);
  });

  it('that nobody knows are passed over once, however many lie in front', async () => {
    const unknown = Array.from({ length: 10_000 }, () => ({ queue: 'front', name: 'unheard-of', priority: 9 }));
    await jobs.enqueueMany(unknown);
    const { id } = await jobs.enqueue({ queue: 'front', name: 'known' });
    let steps = 1;
    while ((await step('front', { names: ['known'] })).nextDueMs === 0) steps += 1;
    expect(steps).toBeLessThanOrEqual(25);
    expect((await jobs.get(id))?.state).toBe('ACTIVE');
    await jobs.enqueue({ queue: 'front', name: 'known' });
    expect((await step('front', { names: ['known'] })).claimed).toHaveLength(1);
    expect((await jobs.queue('front'))?.counts).toMatchObject({ waiting: 10_000, unknown: 10_000, dead: 0 });
  });

  it('that nobody knows can be cancelled and counted', async () => {
    const added = await jobs.enqueueMany(['a', 'a', 'a'].map((name) => ({ queue: 'stop', name, payload: name })));
    await step('stop', { names: ['b'] });
    await jobs.cancel(added[1]?.id as string);
    expect((await jobs.queue('stop'))?.counts).toMatchObject({ waiting: 2, cancelled: 1 });
    expect(await payloadsOf('stop', ['a'])).toHaveLength(2);
    expect((await jobs.queue('stop'))?.counts).toMatchObject({ waiting: 0, unknown: 0 });
  });
});

describe('jobs that are long together', () => {
  it('are added, claimed and handed in without one script having all of them', async () => {
    const text = 'x'.repeat(20_000);
    const added = await Promise.all(
      Array.from({ length: 500 }, (_unused, number) =>
        jobs.enqueue({ queue: 'long', name: 'n', payload: { number, text } }),
      ),
    );
    expect(added).toHaveLength(500);
    const numbers: unknown[] = [];
    for (;;) {
      const { claimed } = await step('long', { want: 500 });
      if (claimed.length === 0) break;
      expect(claimed.length).toBeLessThan(60);
      numbers.push(...claimed.map(({ payload }) => (payload as { number: number }).number));
      const outcome = { kind: 'COMPLETED', result: text } as const;
      const finished = claimed.map(({ id, fence }) => ({ id, fence, outcome }));
      expect((await step('long', { want: 0, finished })).accepted.every(Boolean)).toBe(true);
    }
    expect(numbers.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 500 }, (_unused, number) => number),
    );
  });

  it('are read without one script having all of them', async () => {
    const text = 'y'.repeat(100_000);
    const added = await jobs.enqueueMany(
      Array.from({ length: 100 }, (_unused, number) => ({ queue: 'read', name: 'n', payload: { number, text } })),
    );
    const run = vi.spyOn(redis, 'run');
    const found = await jobs.getAll(added.map(({ id }) => id));
    const answers = (await Promise.all(run.mock.results.map(({ value }) => value))) as string[][][];
    run.mockRestore();
    expect(found.map((job) => (job as Job & { payload: { number: number } }).payload.number)).toEqual(
      added.map((_job, place) => place),
    );
    for (const parts of answers) expect(parts.flat().join('').length).toBeLessThan(4 * jobLimits.bytesPerScript);
    expect(await jobs.page('read', 'WAITING', { after: null, size: 100, backwards: false })).toHaveLength(100);
  });
});

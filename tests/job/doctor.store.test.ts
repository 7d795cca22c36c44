// Jobs that a script of an earlier release left in no list: the doctor finds them, and they run.

import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JobDoctor } from '../../src/redis/job/doctor.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys, type QueuePart } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { JobQuarantine } from '../../src/redis/job/quarantine.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { type FinishedJob, parseJobId } from '../../src/redis/job/shapes.ts';
import { createStores } from '../../src/redis/stores.ts';
import { startWorkers } from '../../src/worker/workers.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);
const doctor = new JobDoctor(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 100, leaseMs: 30_000, finished: [], ...more });
const part = (queue: string, name: QueuePart): string => jobKeys.part(redis.prefix, queue, name);
const numberOf = (id: string | undefined): string => parseJobId(id as string)?.number as string;
const states = (queue: string) => redis.client.hgetall(part(queue, 'state'));

async function add(queue: string, count: number, more: object = {}): Promise<string[]> {
  const many = Array.from({ length: count }, (_unused, payload) => ({ queue, name: 'n', payload, ...more }));
  return (await jobs.enqueueMany(many)).map(({ id }) => id);
}

/** What the doctor says of each job, by its id. */
const problems = async (queue: string, mend = false): Promise<Record<string, string>> =>
  Object.fromEntries((await doctor.examine(queue, { mend })).map(({ id, problem }) => [id, problem]));

async function run(queue: string): Promise<unknown[]> {
  return (await step(queue)).claimed.map(({ payload }) => payload);
}

describe('the doctor of jobs', () => {
  it('puts back, in their order, those of a due batch that was taken out and never became ready', async () => {
    const queue = 'due';
    const ids = await add(queue, 60, { delayMs: 1 });
    await redis.client.del(part(queue, 'delayed'));
    for (const [number, state] of Object.entries(await states(queue)).slice(0, 30))
      await redis.client.hset(part(queue, 'state'), number, `w${state.slice(1)}`);
    expect(await run(queue)).toEqual([]);
    expect(await doctor.misses(queue)).toBe(true);

    expect(Object.keys(await problems(queue)).sort()).toEqual([...ids].sort());
    expect(new Set(Object.values(await problems(queue)))).toEqual(
      new Set(['is WAITING, but is in no list', 'is DELAYED, but is in no list']),
    );
    expect(await run(queue)).toEqual([]);
    await problems(queue, true);
    expect(await problems(queue)).toEqual({});
    expect(await doctor.misses(queue)).toBe(false);
    const done = await run(queue);
    expect(done.toSorted((a, b) => Number(a) - Number(b))).toEqual(ids.map((_id, payload) => payload));
    expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: 0, delayed: 0, active: 60 });
  });

  it('puts back jobs that have waited ever since ahead of those that came later, and leaves the others where they are', async () => {
    const queue = 'waiting';
    const ids = await add(queue, 3);
    await redis.client.del(part(queue, 'p:5'));
    await add(queue, 1, { name: 'unknown', payload: 'aside' });
    await step(queue, { names: ['n'], want: 1 });
    await add(queue, 2, { payload: 'later' });
    expect(Object.keys(await problems(queue, true)).sort()).toEqual([...ids].sort());
    expect(await problems(queue)).toEqual({});
    expect((await step(queue, { names: ['n'] })).claimed.map(({ payload }) => payload)).toEqual([
      0,
      1,
      2,
      'later',
      'later',
    ]);
    expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: 1, unknown: 1, active: 5 });
  });

  it('gives an active job without a lease back after an attempt, and lists finished ones again', async () => {
    const queue = 'others';
    const [active, completed, dead, cancelled] = await add(queue, 4, { maxAttempts: 2 });
    const { claimed } = await step(queue, { want: 3 });
    const held = (id: string | undefined) => claimed.find((each) => each.id === id) as (typeof claimed)[number];
    const finished: FinishedJob[] = [
      { id: held(completed).id, fence: held(completed).fence, outcome: { kind: 'COMPLETED', result: 1 } },
      { id: held(dead).id, fence: held(dead).fence, outcome: { kind: 'FAILED', message: 'no', retry: false } },
    ];
    await step(queue, { want: 0, finished });
    await jobs.cancel(cancelled as string);
    expect(await problems(queue)).toEqual({});
    await redis.client.del(jobKeys.lease(redis.prefix, queue));
    for (const name of ['done', 'dead', 'cancelled'] as const) await redis.client.del(part(queue, name));
    expect(await problems(queue, true)).toEqual({
      [active as string]: 'is ACTIVE, but is in no list',
      [completed as string]: 'is COMPLETED, but is in no list',
      [dead as string]: 'is DEAD, but is in no list',
      [cancelled as string]: 'is CANCELLED, but is in no list',
    });
    expect(await problems(queue)).toEqual({});
    expect((await jobs.queue(queue))?.counts).toMatchObject({ active: 1, completed: 1, dead: 1, cancelled: 1 });
    await expect
      .poll(async () => (await step(queue, { want: 0 })) && (await jobs.get(active as string))?.state)
      .toBe('DELAYED');
  });

  it('quarantines what is lost and cannot be read', async () => {
    const queue = 'unreadable';
    const ids = await add(queue, 3);
    await redis.client.del(part(queue, 'p:5'));
    await redis.client.hset(part(queue, 'jobs'), numberOf(ids[0]), 'nonsense');
    await redis.client.hset(part(queue, 'state'), numberOf(ids[1]), 'what');
    expect(Object.keys(await problems(queue, true))).toHaveLength(3);
    expect(await problems(queue)).toEqual({});
    expect(await run(queue)).toEqual([2]);
    expect(await new JobQuarantine(redis).list(queue)).toHaveLength(2);
  });

  it('finds nothing where workers are at work meanwhile', async () => {
    const queue = 'busy';
    let working = true;
    const work = (async () => {
      while (working) {
        await add(queue, 20);
        const { claimed } = await step(queue, { want: 30 });
        const finished = claimed.map(({ id, fence }, index) => ({
          id,
          fence,
          outcome: index % 3 === 0 ? ({ kind: 'GIVEN_BACK' } as const) : ({ kind: 'COMPLETED', result: 1 } as const),
        }));
        await step(queue, { want: 0, finished });
      }
    })();
    const found: unknown[] = [];
    for (let round = 0; round < 20; round += 1) found.push(...Object.entries(await problems(queue, round % 2 === 0)));
    working = false;
    await work;
    expect(found).toEqual([]);
  });

  it('is not needed where a worker starts: it puts back what its queues have lost', async () => {
    const queue = 'upgraded';
    const ids = await add(queue, 3);
    await redis.client.del(part(queue, 'p:5'));
    const workers = startWorkers(createStores(redis), [queue], pino({ level: 'silent' }));
    onTestFinished(() => workers.close());
    // No handler of Mortar's own knows the name.
    await expect.poll(async () => (await jobs.queue(queue))?.counts.unknown).toBe(ids.length);
    expect(await problems(queue)).toEqual({});
  });

  it('lists a queue that Redis has lost the name of', async () => {
    await add('named', 1);
    await new JobSchedules(redis).set({ queue: 'clock', key: 'k', cron: '0 4 * * *', jobName: 'n' });
    await redis.client.del(jobKeys.queues(redis.prefix));
    expect(await doctor.unlisted()).toEqual(expect.arrayContaining(['clock', 'named']));
    await doctor.unlisted({ mend: true });
    expect(await doctor.unlisted()).toEqual([]);
    expect((await jobs.queue('named'))?.counts.waiting).toBe(1);
  });
});

// The queue through its data layer: order, exactly-once transitions, fencing, retries.

import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { JobEvents } from '../../src/redis/job/event.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { openTestRedis, untilNextMillisecond } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);
const events = new JobEvents(redis);
const schedules = new JobSchedules(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

describe('enqueue and claim', () => {
  it('runs higher priorities first and each level in order', async () => {
    for (const [name, priority] of [
      ['low', 1],
      ['first', 9],
      ['second', 9],
      ['middle', 5],
    ] as const) {
      await jobs.enqueue({ queue: 'order', name, priority });
    }
    const { claimed } = await step('order', { want: 4 });
    expect(claimed.map((job) => job.name)).toEqual(['first', 'second', 'middle', 'low']);
    expect(claimed.every((job) => job.attempt === 1)).toBe(true);
  });

  it('hands each job to one worker', async () => {
    const ids = await Promise.all(
      Array.from({ length: 200 }, (_, index) => jobs.enqueue({ queue: 'each', name: 'n', payload: { index } })),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(200);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => step('each', { workerId: `w${index}`, want: 20 })),
    );
    const taken = answers.flatMap(({ claimed }) => claimed.map(({ id }) => id));
    expect(taken).toHaveLength(200);
    expect(new Set(taken).size).toBe(200);
  });

  it('answers the first job for a known idempotency key', async () => {
    const first = await jobs.enqueue({ queue: 'idem', name: 'n', idempotencyKey: 'k' });
    const again = await jobs.enqueue({ queue: 'idem', name: 'n', idempotencyKey: 'k' });
    expect(again).toEqual({ id: first.id, created: false });
    expect((await step('idem')).claimed).toHaveLength(1);
  });

  it('answers it also for a key that comes twice in one batch', async () => {
    const [first, again] = await jobs.enqueueMany(
      [1, 2].map(() => ({ queue: 'idem-batch', name: 'n', idempotencyKey: 'k' })),
    );
    expect(again).toEqual({ id: first?.id, created: false });
    expect((await step('idem-batch')).claimed).toHaveLength(1);
  });

  it('knows an idempotency key for as long as it is told', async () => {
    const job = { queue: 'idem-ttl', name: 'n', idempotencyKey: 'k', idempotencyTtlMs: 3_600_000 };
    await jobs.enqueue(job);
    const leftMs = await redis.client.pttl(`${jobKeys.queue(redis.prefix, 'idem-ttl')}idem:k`);
    expect(leftMs).toBeGreaterThan(3_500_000);
    expect(leftMs).toBeLessThanOrEqual(3_600_000);
    const refusal = await jobs.enqueue({ ...job, idempotencyTtlMs: 999 }).catch((error: unknown) => error);
    expect((refusal as Refusal).problems).toMatchObject([{ code: 'INVALID', field: ['idempotencyTtlMs'] }]);
  });

  it('adds many jobs of several queues in their order, or none where one is wrong', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => ({ queue: `many-${index % 2}`, name: String(index) }));
    const added = await jobs.enqueueMany(many);
    expect(added).toHaveLength(1_200);
    const { claimed } = await step('many-1', { want: 600 });
    expect(claimed.map(({ name }) => Number(name))).toEqual(Array.from({ length: 600 }, (_, index) => 2 * index + 1));
    expect(claimed.map(({ id }) => id)).toEqual(added.filter((_, index) => index % 2 === 1).map(({ id }) => id));
    const wrong = [
      { queue: 'many-2', name: 'n' },
      { queue: 'many-2', name: '' },
    ];
    const refusal = await jobs.enqueueMany(wrong).catch((error: unknown) => error);
    expect((refusal as Refusal).problems[0]?.field).toEqual(['1', 'name']);
    expect(await jobs.queue('many-2')).toBeNull();
  });

  it('adds each as it is, whether the one before was like it or not', async () => {
    const job = { queue: 'alike', name: 'n', payload: { text: 'one\ntwo' }, priority: 5, timeoutMs: 1_000 };
    const many = [job, job, { ...job, timeoutMs: 2_000 }, { ...job, priority: 4 }, { ...job, payload: undefined }];
    const ids = (await jobs.enqueueMany(many)).map(({ id }) => id);
    const found = await jobs.getAll(ids);
    const payloads = many.map(({ payload }) => payload ?? {});
    expect(found.map((each) => each?.payload)).toEqual(payloads);
    expect(found.map((each) => each?.priority)).toEqual([5, 5, 5, 4, 5]);
    const { claimed } = await step('alike');
    const timeouts = ids.map((id) => claimed.find((each) => each.id === id)?.timeoutMs);
    expect(timeouts).toEqual([1_000, 1_000, 2_000, 1_000, 1_000]);
    const reused = { ...job };
    await jobs.enqueue(reused);
    reused.priority = 10;
    await expect(jobs.enqueue(reused)).rejects.toThrow(/priority/);
  });

  it('refuses a payload that is not JSON', async () => {
    for (const payload of [1n, () => 1, Symbol('s')]) {
      const refusal = await jobs.enqueue({ queue: 'not-json', name: 'n', payload }).catch((error: unknown) => error);
      expect((refusal as Refusal).problems).toMatchObject([{ code: 'INVALID', field: ['payload'] }]);
    }
  });

  it('runs a job without a priority between those of 4 and 6', async () => {
    for (const priority of [4, undefined, 6, 0])
      await jobs.enqueue({ queue: 'unprioritised', name: String(priority), priority });
    const { claimed } = await step('unprioritised', { want: 4 });
    expect(claimed.map(({ name }) => name)).toEqual(['6', 'undefined', '4', '0']);
  });

  it('keeps a delayed job back until it is due', async () => {
    const { id } = await jobs.enqueue({ queue: 'later', name: 'n', delayMs: 1_000 });
    const before = await step('later');
    expect(before.claimed).toHaveLength(0);
    expect(before.nextDueMs).toBeGreaterThan(0);
    expect(before.nextDueMs).toBeLessThanOrEqual(1_000);
    expect((await jobs.get(id))?.state).toBe('DELAYED');
    await expect.poll(async () => (await step('later')).claimed.length).toBe(1);
  });

  it('lets a busy high level not starve a low one', async () => {
    await Promise.all(Array.from({ length: 100 }, () => jobs.enqueue({ queue: 'fair', name: 'high', priority: 9 })));
    await jobs.enqueue({ queue: 'fair', name: 'low', priority: 0 });
    const taken: string[] = [];
    while (taken.length < 101) taken.push(...(await step('fair', { want: 10 })).claimed.map(({ name }) => name));
    expect(taken.indexOf('low')).toBeGreaterThan(-1);
    expect(taken.indexOf('low')).toBeLessThan(100);
  });

  it.each([
    [{ queue: 'a b', name: 'n' }, 'queue'],
    [{ queue: 'q', name: '' }, 'name'],
    [{ queue: 'q', name: 'n', priority: 10 }, 'priority'],
    [{ queue: 'q', name: 'n', maxAttempts: 0 }, 'maxAttempts'],
    [{ queue: 'q', name: 'n', delayMs: -1 }, 'delayMs'],
    [{ queue: 'q', name: 'n', payload: 'x'.repeat(300_000) }, 'payload'],
  ])('refuses %o and names the field', async (job, field) => {
    const refusal = await jobs.enqueue(job).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).problems[0]?.field).toEqual([field]);
  });
});

describe('finishing', () => {
  it('completes once; a second acknowledgement is a lost lease', async () => {
    const { id } = await jobs.enqueue({ queue: 'done', name: 'n' });
    const [claim] = (await step('done')).claimed;
    const finished = [{ id, fence: claim?.fence ?? '', outcome: { kind: 'COMPLETED', result: { ok: 1 } } as const }];
    expect((await step('done', { finished })).accepted).toEqual([true]);
    expect((await step('done', { finished })).accepted).toEqual([false]);
    const job = await jobs.get(id);
    expect(job).toMatchObject({ state: 'COMPLETED', result: { ok: 1 }, progress: 1 });
    expect((await jobs.queue('done'))?.counts).toMatchObject({ completed: 1, active: 0, waiting: 0 });
  });

  it('retries with a delay and ends dead when the attempts are used up', async () => {
    const backoff = { kind: 'FIXED', delayMs: 1, jitter: false } as const;
    const { id } = await jobs.enqueue({ queue: 'fail', name: 'n', maxAttempts: 2, backoff });
    for (const attempt of [1, 2]) {
      await expect
        .poll(
          async () =>
            (await jobs.get(id))?.state === 'WAITING' ||
            ((await step('fail', { want: 0 })) && (await jobs.get(id))?.state === 'WAITING'),
        )
        .toBe(true);
      const [claim] = (await step('fail', { want: 1 })).claimed;
      expect(claim?.attempt).toBe(attempt);
      const outcome = { kind: 'FAILED', message: `no ${attempt}`, retry: true } as const;
      await step('fail', { want: 0, finished: [{ id, fence: claim?.fence ?? '', outcome }] });
    }
    const job = await jobs.get(id);
    expect(job?.state).toBe('DEAD');
    expect(job?.errors.map(({ message }) => message)).toEqual(['no 1', 'no 2']);
  });

  it('takes a job back from a worker that went silent, whose late result then changes nothing', async () => {
    const backoff = { kind: 'FIXED', delayMs: 0, jitter: false } as const;
    const { id } = await jobs.enqueue({ queue: 'lost', name: 'n', backoff });
    const [first] = (await step('lost', { workerId: 'silent', leaseMs: 30 })).claimed;
    let second: string | undefined;
    await expect
      .poll(async () => (second = (await step('lost', { workerId: 'other' })).claimed[0]?.fence))
      .toBeDefined();
    expect(second).not.toBe(first?.fence);
    const late = { id, fence: first?.fence ?? '', outcome: { kind: 'COMPLETED', result: 'late' } as const };
    expect((await step('lost', { finished: [late], want: 0 })).accepted).toEqual([false]);
    const job = await jobs.get(id);
    expect(job).toMatchObject({ state: 'ACTIVE', attempt: 2, result: null, workerId: 'other' });
    expect(job?.errors[0]?.message).toContain('silent');
  });

  it('ends a job dead that takes down every worker which has it', async () => {
    const backoff = { kind: 'FIXED', delayMs: 0, jitter: false } as const;
    const { id } = await jobs.enqueue({ queue: 'poison', name: 'n', backoff, maxAttempts: 3 });
    await expect.poll(async () => (await step('poison', { leaseMs: 1 })) && (await jobs.get(id))?.state).toBe('DEAD');
    const job = await jobs.get(id);
    expect(job?.attempt).toBe(3);
    expect(job?.errors).toHaveLength(3);
    expect(job?.errors.at(-1)?.message).toContain('lease ran out');
  });

  it('takes one result of two for the same job in one step', async () => {
    const { id } = await jobs.enqueue({ queue: 'twice', name: 'n' });
    const [claim] = (await step('twice')).claimed;
    const finished = [1, 2].map((result) => ({
      id,
      fence: claim?.fence ?? '',
      outcome: { kind: 'COMPLETED', result } as const,
    }));
    expect((await step('twice', { want: 0, finished })).accepted).toEqual([true, false]);
    expect((await jobs.get(id))?.result).toBe(1);
  });

  it('gives an unstarted job back without charging an attempt', async () => {
    const { id } = await jobs.enqueue({ queue: 'back', name: 'n' });
    const [claim] = (await step('back')).claimed;
    await step('back', { want: 0, finished: [{ id, fence: claim?.fence ?? '', outcome: { kind: 'GIVEN_BACK' } }] });
    expect(await jobs.get(id)).toMatchObject({ state: 'WAITING', attempt: 0 });
  });
});

it('counts by the minute what was completed and what failed', async () => {
  await jobs.enqueueMany(Array.from({ length: 3 }, () => ({ queue: 'minutes', name: 'n' })));
  const { claimed } = await step('minutes');
  const finished = claimed.map(({ id, fence }, index) => {
    const failed = { kind: 'FAILED', message: 'no', retry: true } as const;
    return { id, fence, outcome: index === 0 ? failed : ({ kind: 'COMPLETED', result: null } as const) };
  });
  await step('minutes', { want: 0, finished });
  const minutes = await jobs.throughput('minutes', 60);
  expect(minutes).toHaveLength(60);
  expect(minutes.map(({ at }) => at.getTime())).toEqual(
    minutes.map((_, index) => (minutes[0]?.at.getTime() ?? 0) + index * 60_000),
  );
  expect(minutes.reduce((sum, { completed }) => sum + completed, 0)).toBe(2);
  expect(minutes.reduce((sum, { failed }) => sum + failed, 0)).toBe(1);
  // Of the last five minutes, of which the running one has only begun.
  const { completedPerMinute = 0, failedPerMinute = 0 } = (await jobs.queue('minutes')) ?? {};
  expect(completedPerMinute).toBeGreaterThanOrEqual(2 / 5);
  expect(completedPerMinute).toBeLessThanOrEqual(2 / 4);
  expect(failedPerMinute).toBeCloseTo(completedPerMinute / 2, 2);
});

describe('scripts', () => {
  it('survive SCRIPT FLUSH', async () => {
    await jobs.enqueue({ queue: 'flush', name: 'n' });
    await redis.client.script('FLUSH');
    await jobs.enqueue({ queue: 'flush', name: 'n' });
    expect((await step('flush')).claimed).toHaveLength(2);
  });
});

describe('steering', () => {
  const fail = async (queue: string): Promise<void> => {
    const { claimed } = await step(queue);
    const outcome = { kind: 'FAILED', message: 'no', retry: false } as const;
    await step(queue, { want: 0, finished: claimed.map(({ id, fence }) => ({ id, fence, outcome })) });
  };

  it('cancels a waiting and a delayed job, so that no worker gets them', async () => {
    const waiting = await jobs.enqueue({ queue: 'cancel', name: 'n' });
    const delayed = await jobs.enqueue({ queue: 'cancel', name: 'n', delayMs: 60_000 });
    await jobs.cancel(waiting.id);
    await jobs.cancel(delayed.id);
    expect((await jobs.queue('cancel'))?.counts).toMatchObject({ waiting: 0, delayed: 0, cancelled: 2 });
    expect((await step('cancel')).claimed).toEqual([]);
    expect((await jobs.queue('cancel'))?.counts.waiting).toBe(0);
    await expect(jobs.cancel(waiting.id)).rejects.toThrow('finished already');
    await expect(jobs.cancel('cancel:999')).rejects.toThrow('no such job');
  });

  it('finds what waits behind many cancelled jobs', async () => {
    const cancelled = await Promise.all(
      Array.from({ length: 700 }, () => jobs.enqueue({ queue: 'behind', name: 'n' })),
    );
    await Promise.all(cancelled.map(({ id }) => jobs.cancel(id)));
    const { id } = await jobs.enqueue({ queue: 'behind', name: 'n' });
    expect((await step('behind', { want: 1 })).nextDueMs, 'it looked at many and asks to come back').toBe(0);
    expect((await step('behind', { want: 1 })).claimed.map((job) => job.id)).toEqual([id]);
    expect((await jobs.queue('behind'))?.counts.waiting).toBe(0);
  });

  it('tells the worker of an active job, which then ends cancelled and not dead', async () => {
    const { id } = await jobs.enqueue({ queue: 'stop', name: 'n' });
    const [claim] = (await step('stop')).claimed;
    const lease = { id, fence: claim?.fence ?? '' };
    await jobs.cancel(id);
    expect(await leases.touch('stop', 30_000, [lease])).toEqual(['CANCEL_REQUESTED']);
    await step('stop', {
      want: 0,
      finished: [{ ...lease, outcome: { kind: 'FAILED', message: 'stopped', retry: true } }],
    });
    expect((await jobs.get(id))?.state).toBe('CANCELLED');
  });

  it('gives as many jobs as are wanted, however many before them were cancelled', async () => {
    const added = await jobs.enqueueMany(Array.from({ length: 60 }, () => ({ queue: 'sparse', name: 'n' })));
    for (const { id } of added.slice(0, 55)) await jobs.cancel(id);
    expect((await step('sparse', { want: 5 })).claimed.map(({ id }) => id)).toEqual(
      added.slice(55).map(({ id }) => id),
    );
    expect((await jobs.queue('sparse'))?.counts).toMatchObject({ waiting: 0, active: 5, cancelled: 55 });
  });

  it('cancels an active job that its worker gives back', async () => {
    const { id } = await jobs.enqueue({ queue: 'stop-back', name: 'n' });
    const [claim] = (await step('stop-back')).claimed;
    await jobs.cancel(id);
    await step('stop-back', {
      want: 0,
      finished: [{ id, fence: claim?.fence ?? '', outcome: { kind: 'GIVEN_BACK' } }],
    });
    expect((await jobs.get(id))?.state).toBe('CANCELLED');
  });

  it('runs a cancelled job once where it is called back before a worker came upon its old place', async () => {
    const { id } = await jobs.enqueue({ queue: 'back-again', name: 'n' });
    await jobs.cancel(id);
    await jobs.retry(id);
    expect((await jobs.queue('back-again'))?.counts.waiting).toBe(1);
    expect((await step('back-again')).claimed.map((job) => job.id)).toEqual([id]);
    expect((await jobs.queue('back-again'))?.counts).toMatchObject({ waiting: 0, active: 1 });
  });

  it('replays dead letters of one name in chunks, and purges the rest', async () => {
    await Promise.all(
      Array.from({ length: 250 }, (_, index) => jobs.enqueue({ queue: 'dead', name: index % 2 ? 'odd' : 'even' })),
    );
    for (let round = 0; round < 25; round += 1) await fail('dead');
    expect((await jobs.queue('dead'))?.counts.dead).toBe(250);
    expect(await jobs.replayDead('dead', 'odd', 1_000)).toBe(125);
    expect((await jobs.queue('dead'))?.counts).toMatchObject({ dead: 125, waiting: 125 });
    expect(await jobs.purgeDead('dead', null, 100)).toBe(100);
    expect((await jobs.queue('dead'))?.counts.dead).toBe(25);
    const { claimed } = await step('dead', { want: 1 });
    expect(claimed[0]).toMatchObject({ name: 'odd', attempt: 1 });
  });

  it('runs one dead job again, and refuses one that is not dead', async () => {
    const { id } = await jobs.enqueue({ queue: 'again', name: 'n' });
    await expect(jobs.retry(id)).rejects.toThrow('Only a dead or cancelled');
    await fail('again');
    await jobs.retry(id);
    expect(await jobs.get(id)).toMatchObject({ state: 'WAITING', attempt: 0, finishedAt: null });
  });

  it('gives nothing from a paused queue and takes what is handed in', async () => {
    const { id } = await jobs.enqueue({ queue: 'pause', name: 'n' });
    const [claim] = (await step('pause')).claimed;
    await jobs.enqueue({ queue: 'pause', name: 'n' });
    await jobs.setPaused('pause', true);
    const finished = [{ id, fence: claim?.fence ?? '', outcome: { kind: 'COMPLETED', result: null } as const }];
    expect(await step('pause', { finished })).toMatchObject({ accepted: [true], claimed: [], paused: true });
    expect((await jobs.queue('pause'))?.paused).toBe(true);
    await jobs.setPaused('pause', false);
    expect((await step('pause')).claimed).toHaveLength(1);
    await expect(jobs.setPaused('never-was', true)).rejects.toThrow('no queue');
  });

  it('pages through each state forwards and backwards without a gap', async () => {
    for (let index = 0; index < 25; index += 1) {
      await jobs.enqueue({ queue: 'page', name: String(index), priority: index % 3 });
      await jobs.enqueue({ queue: 'page', name: String(index), delayMs: 60_000 + index });
    }
    for (const state of ['WAITING', 'DELAYED'] as const) {
      const read = async (backwards: boolean): Promise<string[]> => {
        const ids: string[] = [];
        for (let after: string | null = null; ; ) {
          const page = await jobs.page('page', state, { after, size: 4, backwards });
          if (page.length === 0) return ids;
          ids.push(...page.map(({ id }) => id));
          after = page.at(-1)?.cursor ?? null;
        }
      };
      const forwards = await read(false);
      expect(new Set(forwards).size).toBe(25);
      expect(await read(true)).toEqual(forwards.toReversed());
    }
  });
});

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

describe('schedules', () => {
  it('fire once however many look, and again at the next time', async () => {
    const schedule = { queue: 'cron', key: 'each', cron: '0 0 1 1 *', jobName: 'tick', payload: { a: 1 } };
    await schedules.set(schedule);
    await redis.client.zadd(jobKeys.schedulesDue(redis.prefix, 'cron'), 1, 'each');
    const fired = await Promise.all(Array.from({ length: 5 }, () => new JobSchedules(redis).fire('cron')));
    expect(fired.reduce((sum, each) => sum + each, 0)).toBe(1);
    const [listed] = await schedules.list('cron');
    expect(listed?.lastRunAt).toBeInstanceOf(Date);
    expect(listed?.nextRunAt?.getTime()).toBeGreaterThan(listed?.lastRunAt?.getTime() ?? Number.POSITIVE_INFINITY);
    expect((await step('cron')).claimed).toMatchObject([{ name: 'tick', payload: { a: 1 } }]);
    expect((await schedules.delete('cron', 'each'))?.key).toBe('each');
    expect(await schedules.list('cron')).toEqual([]);
  });

  it.each([3_600_000, -3_600_000])(
    'go by the clock of Redis in a process whose own is %d ms ahead',
    async (aheadMs) => {
      const queue = `off${aheadMs}`;
      const redisMs = async (): Promise<number> => Number((await redis.client.time())[0]) * 1_000;
      vi.setSystemTime(Date.now() + aheadMs);
      try {
        const own = new JobSchedules(redis);
        const { nextRunAt } = await own.set({ queue, key: 'each', cron: '* * * * * *', jobName: 'tick' });
        expect(Math.abs((nextRunAt?.getTime() ?? 0) - (await redisMs()))).toBeLessThan(60_000);
        await expect.poll(() => own.fire(queue)).toBe(1);
        const [fired] = await own.list(queue);
        expect(fired?.lastRunAt).toEqual(nextRunAt);
        expect(Math.abs((fired?.nextRunAt?.getTime() ?? 0) - (await redisMs()))).toBeLessThan(60_000);
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('follow their time zone', async () => {
    const zoned = { queue: 'zone', key: 'k', cron: '0 9 * * *', timezone: 'Asia/Kathmandu', jobName: 'n' };
    const { nextRunAt } = await schedules.set(zoned);
    expect(nextRunAt?.toISOString()).toMatch(/T03:15:00/);
  });

  it.each([
    [{ cron: 'often' }, 'cron'],
    [{ timezone: 'Moon/Base' }, 'timezone'],
    [{ key: 'a b' }, 'key'],
  ])('refuse %o', async (wrong, field) => {
    const base = { queue: 'q', key: 'k', cron: '* * * * *', jobName: 'n' };
    const refusal = await schedules.set({ ...base, ...wrong }).catch((error: unknown) => error);
    expect((refusal as Refusal).problems?.[0]?.field).toEqual([field]);
  });
});

// Odd values, given or stored: one that is bad is refused or set aside alone, and its neighbours are done.

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '../../src/redis/base/problem.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys, type QueuePart } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { JobQuarantine } from '../../src/redis/job/quarantine.ts';
import { type Backoff, jobLimits, type NewJob, type Outcome, parseJobId } from '../../src/redis/job/shapes.ts';
import { defineHandler, Worker } from '../../src/worker/index.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });
const part = (queue: string, name: QueuePart): string => jobKeys.part(redis.prefix, queue, name);
const numberOf = (id: string): string => parseJobId(id)?.number as string;
const half = '🎉'.slice(0, 1);

const refused: Partial<NewJob>[] = [
  { idempotencyKey: `birthday ${half}` },
  { name: half },
  { name: '' },
  { runAt: new Date('x') },
  { runAt: new Date(8.64e15) },
  { delayMs: Number.NaN },
  { delayMs: Number.POSITIVE_INFINITY },
  { delayMs: -1 },
  { priority: 2 ** 53 + 1 },
  { maxAttempts: 0.5 },
  { timeoutMs: Number.NEGATIVE_INFINITY },
  { backoff: { kind: 'FIXED', delayMs: Number.NaN } },
  { backoff: { kind: 'FIXED' } as Backoff },
  { backoff: { kind: 'SLOW' as 'FIXED', delayMs: 5 } },
  { queue: null as unknown as string },
  { idempotencyKey: 'k', idempotencyTtlMs: Number.NaN },
  { payload: 2n },
  {
    payload: {
      toJSON() {
        throw null;
      },
    },
  },
];

describe('a job that cannot be', () => {
  it.each(refused.map((fields, index) => ({ fields, queue: `refused-${index}` })))(
    'is refused alone: $fields',
    async ({ fields, queue }) => {
      const good = { queue, name: 'n' };
      const settled = await Promise.allSettled([
        jobs.enqueue(good),
        jobs.enqueue({ ...good, ...fields }),
        jobs.enqueue(good),
      ]);
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((settled[1] as PromiseRejectedResult).reason).toBeInstanceOf(Refusal);
      expect((await step(queue)).claimed).toHaveLength(2);
    },
  );

  it('is one of another payload under a known key', async () => {
    const job = { queue: 'conflict', name: 'n', idempotencyKey: 'k' };
    const [first, again, other, third] = await Promise.allSettled([
      jobs.enqueue({ ...job, payload: 1 }),
      jobs.enqueue({ ...job, payload: 1 }),
      jobs.enqueue({ ...job, payload: 2 }),
      jobs.enqueue({ queue: 'conflict', name: 'n' }),
    ]);
    expect([first.status, again.status, third.status]).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(other).toMatchObject({ reason: { problems: [{ code: 'CONFLICT', field: ['idempotencyKey'] }] } });
    await expect(jobs.enqueue({ ...job, name: 'other', payload: 1 })).rejects.toMatchObject({
      problems: [{ code: 'CONFLICT' }],
    });
    await expect(
      jobs.enqueueMany([
        { queue: 'conflict', name: 'n' },
        { ...job, payload: 3 },
        { ...job, payload: 1 },
      ]),
    ).rejects.toMatchObject({
      problems: [{ code: 'CONFLICT', field: ['1', 'idempotencyKey'] }],
      enqueued: [{ created: true }, null, { created: false }],
    });
    expect((await jobs.queue('conflict'))?.counts.waiting).toBe(3);

    const parcel = {
      ...job,
      idempotencyKey: 'parcel',
      payload: { to: { city: 'Kyōto', zip: '600' }, ['__proto__']: 1, n: [2, 1] },
    };
    const { id } = await jobs.enqueue(parcel);
    const turned = JSON.parse('{ "n": [2, 1], "__proto__": 1, "to": { "zip": "600", "city": "Kyōto" } }');
    expect(await jobs.enqueue({ ...parcel, payload: turned })).toMatchObject({ id, created: false });
    await expect(jobs.enqueue({ ...parcel, payload: { ...turned, n: [1, 2] } })).rejects.toThrow('idempotencyKey');
  });
});

describe('a name of odd characters', () => {
  it.each(['a",5', 'quote"', 'back\\', 'back\\",3', '["x",1]', '__proto__', '\u0000', '名前', '[]\n{}'])(
    'is claimed, fails, is replayed and filtered by as it is: %j',
    async (name) => {
      const queue = `odd-${Buffer.from(name).toString('hex')}`;
      const { id } = await jobs.enqueue({ queue, name, priority: 3, maxAttempts: 1 });
      await jobs.enqueue({ queue, name: `${name}x`, priority: 3 });
      const { claimed } = await step(queue, { names: [name] });
      expect(claimed).toMatchObject([{ id, name, priority: 3, maxAttempts: 1 }]);
      const outcome: Outcome = { kind: 'FAILED', message: `${half}\n"`, retry: true };
      await step(queue, { want: 0, finished: [{ id, fence: claimed[0]?.fence as string, outcome }] });
      expect(await jobs.get(id)).toMatchObject({ state: 'DEAD', errors: [{ attempt: 1, message: '\ufffd\n"' }] });
      expect(await jobs.replayDead(queue, `${name}x`, 10)).toEqual([]);
      expect(await jobs.replayDead(queue, name, 10)).toHaveLength(1);
    },
  );
});

describe('what is handed in', () => {
  it('is refused alone where a result cannot be kept', async () => {
    await jobs.enqueueMany([1, 2, 3].map((payload) => ({ queue: 'results', name: 'n', payload })));
    const { claimed } = await step('results');
    const results = ['fine', 2n, 'x'.repeat(jobLimits.resultBytes)];
    const finished = claimed.map(({ id, fence }, place) => ({
      id,
      fence,
      outcome: { kind: 'COMPLETED' as const, result: results[place] },
    }));
    const answer = await step('results', { want: 0, finished });
    expect(answer.accepted).toEqual([true, false, false]);
    expect(answer.refused.map(({ place }) => place)).toEqual([1, 2]);
    expect((await jobs.queue('results'))?.counts).toMatchObject({ completed: 1, active: 2 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 1e15])(
    'fails with a delay that ends for one of %d ms',
    async (delayMs) => {
      const queue = `delay-${delayMs}`;
      await jobs.enqueue({ queue, name: 'n', backoff: { kind: 'FIXED', delayMs: 10_000, jitter: false } });
      const [job] = (await step(queue)).claimed;
      const outcome: Outcome = { kind: 'FAILED', message: 'later', retry: true, delayMs };
      const held = { id: job?.id as string, fence: job?.fence as string };
      expect((await step(queue, { want: 0, finished: [{ ...held, outcome }] })).accepted).toEqual([true]);
      const inMs = ((await jobs.get(held.id))?.runAt?.getTime() as number) - Date.now();
      expect(inMs).toBeLessThanOrEqual(jobLimits.delayMaxMs);
      expect(inMs).toBeGreaterThan(0);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])(
    'leaves the queue readable for a progress of %d',
    async (progress) => {
      const queue = `progress-${progress}`;
      await jobs.enqueue({ queue, name: 'n' });
      const [job] = (await step(queue)).claimed;
      const held = { id: job?.id as string, fence: job?.fence as string };
      expect(await leases.touch(queue, 0, [{ ...held, progress, message: half, log: half }])).toEqual(['HELD']);
      const shown = (await jobs.get(held.id))?.progress as number;
      expect(shown >= 0 && shown <= 1).toBe(true);
    },
  );

  it('records the progress of the others where one of many is no number', async () => {
    await jobs.enqueueMany([1, 2, 3].map((payload) => ({ queue: 'bulk-progress', name: 'n', payload })));
    const { claimed } = await step('bulk-progress');
    const said = [0.5, 0 / 0, 0.7];
    const touches = claimed.map(({ id, fence }, place) => ({ id, fence, progress: said[place] }));
    expect(await leases.touch('bulk-progress', 30_000, touches)).toEqual(['HELD', 'HELD', 'HELD']);
    expect((await jobs.getAll(claimed.map(({ id }) => id))).map((job) => job?.progress)).toEqual([0.5, 0, 0.7]);
  });

  it('belongs to no other holder, whatever token it comes with', async () => {
    await jobs.enqueue({ queue: 'tokens', name: 'n' });
    const [job] = (await step('tokens')).claimed;
    const { id, fence } = job as { id: string; fence: string };
    const tokens = ['', ' ', '1', `${fence} 1`, `${fence} `, fence.slice(0, -1), half, '%d+'];
    const finished = tokens.map((token) => ({ id, fence: token, outcome: { kind: 'COMPLETED' as const, result: 1 } }));
    expect((await step('tokens', { want: 0, finished })).accepted).toEqual(tokens.map(() => false));
    expect((await leases.touch('tokens', 0, [{ id: `other:${numberOf(id)}`, fence }]))[0]).toBe('LEASE_LOST');
    expect((await jobs.get(id))?.state).toBe('ACTIVE');
  });
});

describe('stored jobs that cannot be read', () => {
  const spoilt: [name: string, queue: string, spoil: (number: string, queue: string) => Promise<unknown>][] = [
    ['options', 'bad-options', (number, queue) => redis.client.hset(part(queue, 'jobs'), number, 'nonsense')],
    ['payload', 'bad-payload', (number, queue) => redis.client.hset(part(queue, 'jobs'), number, '1["n",5,5]\n{')],
    ['state', 'bad-state', (number, queue) => redis.client.hset(part(queue, 'state'), number, 'what')],
  ];

  it.each(spoilt)('are set aside among those that wait: %s', async (_name, queue, spoil) => {
    const added = await jobs.enqueueMany([1, 2, 3].map((payload) => ({ queue, name: 'n', payload })));
    await spoil(numberOf(added[1]?.id as string), queue);
    const { claimed } = await step(queue, { names: ['n'] });
    expect(claimed.map(({ payload }) => payload)).toEqual([1, 3]);
    expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: 0, active: 2, quarantined: 1 });
    expect(await new JobQuarantine(redis).list(queue)).toMatchObject([{ number: numberOf(added[1]?.id as string) }]);
    expect(await jobs.get(added[1]?.id as string)).toBeNull();
  });

  it.each(spoilt)('are set aside among those that are delayed: %s', async (_name, plain, spoil) => {
    const queue = `${plain}-delayed`;
    const added = await jobs.enqueueMany([1, 2, 3].map((payload) => ({ queue, name: 'n', payload, delayMs: 20 })));
    await spoil(numberOf(added[1]?.id as string), queue);
    await expect.poll(async () => (await step(queue)).claimed.length).toBe(2);
    expect((await jobs.queue(queue))?.counts).toMatchObject({ delayed: 0, active: 2, quarantined: 1 });
  });

  it.each(spoilt)('are set aside among those whose lease ran out: %s', async (_name, plain, spoil) => {
    const queue = `${plain}-lost`;
    const backoff = { kind: 'FIXED', delayMs: 0 } as const;
    const added = await jobs.enqueueMany([1, 2, 3].map((payload) => ({ queue, name: 'n', payload, backoff })));
    await step(queue, { leaseMs: 1 });
    await spoil(numberOf(added[1]?.id as string), queue);
    const again: unknown[] = [];
    const count = async (): Promise<number> => {
      again.push(...(await step(queue)).claimed.map(({ payload }) => payload));
      return again.length + ((await jobs.queue(queue))?.counts.quarantined ?? 0);
    };
    await expect.poll(count).toBe(3);
    expect(again).toEqual([1, 3]);
    expect((await jobs.queue(queue))?.counts).toMatchObject({ active: 2, quarantined: 1 });
  });

  it('hold up neither a worker that runs the others nor its end', async () => {
    const queue = 'worker-end';
    const added = await jobs.enqueueMany(
      Array.from({ length: 50 }, (_unused, payload) => ({ queue, name: 'n', payload, delayMs: 20, maxAttempts: 2 })),
    );
    const numbers = added.map(({ id }) => numberOf(id));
    const key = `${Date.now()}+20["n",5,2,0,"","Happy birthday \\ud83c"]\n0`;
    await redis.client.hset(part(queue, 'jobs'), numbers[0] as string, key, numbers[20] as string, 'nonsense');
    const handler = defineHandler({
      name: 'n',
      payload: z.unknown(),
      run: async (payload) => {
        if (payload === 0) throw new Error('no');
      },
    });
    const worker = new Worker(redis, { queue, handlers: [handler] });
    await expect.poll(async () => (await jobs.queue(queue))?.counts.completed, { timeout: 10_000 }).toBe(48);
    const late = new Promise((resolve) => setTimeout(() => resolve('late'), 5_000).unref());
    expect(await Promise.race([worker.close(), late])).toBeUndefined();
    expect((await jobs.queue(queue))?.counts).toMatchObject({ quarantined: 1, active: 0 });
    // Its second attempt may have been drawn to come at once.
    expect((await jobs.get(added[0]?.id as string))?.errors[0]).toMatchObject({ attempt: 1, message: 'no' });
  });

  it('run as they were meant where an older Mortar stored half an emoji', async () => {
    const queue = 'old-key';
    const { id } = await jobs.enqueue({ queue, name: 'n', delayMs: 20 });
    const before = `${Date.now()}+20["n",5,5,0,"","Happy birthday \\ud83c"]\n{"a":1}`;
    await redis.client.hset(part(queue, 'jobs'), numberOf(id), before);
    const claimed: unknown[] = [];
    await expect.poll(async () => claimed.push(...(await step(queue)).claimed)).toBe(1);
    expect(claimed).toMatchObject([{ id, payload: { a: 1 } }]);
  });

  it('keep the errors that an older Mortar wrote before those that follow', async () => {
    const queue = 'old-errors';
    const { id } = await jobs.enqueue({ queue, name: 'n', maxAttempts: 30 });
    const old = '[{"attempt":1,"message":"a, b","at":1764000000000},{"attempt":2,"message":"c","at":1764000000000}]';
    await redis.client.hset(part(queue, 'errors'), numberOf(id), old);
    const messages = async (): Promise<(string | undefined)[]> =>
      (await jobs.get(id))?.errors.map(({ message }) => message) ?? [];
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const [job] = (await step(queue)).claimed;
      const outcome: Outcome = { kind: 'FAILED', message: `new ${attempt}`, retry: true, delayMs: 0 };
      await step(queue, { want: 0, finished: [{ id, fence: job?.fence as string, outcome }] });
      if (attempt === 1) expect(await messages()).toEqual(['a, b', 'c', 'new 1']);
    }
    expect(await messages()).toEqual(Array.from({ length: 10 }, (_unused, index) => `new ${index + 3}`));
  });
});

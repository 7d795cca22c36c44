// The worker library over the data layer: what a handler can do to it, and how it ends.

import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Jobs } from '../../src/redis/job/job.ts';
import { defineHandler, type Task } from '../../src/worker/handler.ts';
import { Worker, type WorkerSettings } from '../../src/worker/index.ts';
import { openTestRedis, testRedisUrl } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
afterAll(() => redis.close());

function open(settings: WorkerSettings): Worker {
  const worker = new Worker(redis, settings);
  onTestFinished(() => worker.close({ deadlineMs: 0 }));
  return worker;
}

const stateOf = async (id: string): Promise<string | undefined> => (await jobs.get(id))?.state;

/** A handler that runs until it is told to end; `started` resolves with the task of its first run. */
function gate(name = 'gate') {
  let open = (): void => {};
  let tell = (_task: Task): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const started = new Promise<Task>((resolve) => (tell = resolve));
  const handler = defineHandler({
    name,
    payload: z.unknown(),
    async run(_payload, task) {
      tell(task);
      await opened;
      return 'through';
    },
  });
  return { handler, open, started };
}

describe('a worker that ends', () => {
  it('waits for what is under way, hands in its result and takes nothing more', async () => {
    const { handler, open: openGate, started } = gate();
    const worker = open({ queue: 'end', handlers: [handler], concurrency: 1 });
    const first = await jobs.enqueue({ queue: 'end', name: 'gate' });
    await started;
    const second = await jobs.enqueue({ queue: 'end', name: 'gate' });
    const closing = worker.close();
    openGate();
    await closing;
    expect(await jobs.get(first.id)).toMatchObject({ state: 'COMPLETED', result: 'through' });
    expect(await jobs.get(second.id)).toMatchObject({ state: 'WAITING', attempt: 0 });
  });

  it('gives back what is not done by the deadline, without charging an attempt, and tells its handler', async () => {
    const { handler, started } = gate();
    const worker = open({ queue: 'deadline', handlers: [handler] });
    const { id } = await jobs.enqueue({ queue: 'deadline', name: 'gate', maxAttempts: 1 });
    const { signal } = await started;
    await worker.close({ deadlineMs: 10 });
    expect(signal.aborted).toBe(true);
    expect(await jobs.get(id)).toMatchObject({ state: 'WAITING', attempt: 0, errors: [] });
    const { handler: quick, open: openGate } = gate();
    openGate();
    open({ queue: 'deadline', handlers: [quick] });
    await expect.poll(() => stateOf(id)).toBe('COMPLETED');
  });

  it('may be told so twice', async () => {
    const worker = open({ queue: 'twice', handlers: [] });
    await Promise.all([worker.close(), worker.close()]);
    await worker.close();
  });
});

describe('a worker of short jobs', () => {
  /** Works off a hundred short jobs and then holds a long one, with others behind that it takes ahead. */
  async function holdUp(queue: string, added: 'before it began' | 'all at once' = 'before it began') {
    const { handler, open: openGate, started } = gate();
    const short = defineHandler({ name: 'short', payload: z.unknown(), run: async () => 'done' });
    const long = [...Array.from({ length: 100 }, () => ({ queue, name: 'short' })), { queue, name: 'gate' }];
    const others = Array.from({ length: 20 }, () => ({ queue, name: 'behind', maxAttempts: 1 }));
    const [now, later] = added === 'all at once' ? [long, others] : [[...long, ...others], []];
    const first = await jobs.enqueueMany(now);
    const worker = open({ queue, handlers: [handler, short], concurrency: 1 });
    await started;
    const all = [...first, ...(await jobs.enqueueMany(later))];
    return { worker, openGate, behind: all.slice(101).map(({ id }) => id) };
  }

  it('gives back what it took ahead when a job before it is long, uncharged and in its order', async () => {
    const { openGate, behind } = await holdUp('ahead', 'all at once');
    await expect.poll(async () => (await jobs.queue('ahead'))?.counts).toMatchObject({ waiting: 20, active: 1 });
    const order: string[] = [];
    const quick = defineHandler({
      name: 'behind',
      payload: z.unknown(),
      run: async (_payload, { job }) => order.push(`${job.id} ${job.attempt}`),
    });
    open({ queue: 'ahead', handlers: [quick], concurrency: 1 });
    await expect.poll(() => order).toEqual(behind.map((id) => `${id} 1`));
    openGate();
  });

  it('leaves off what it took ahead when that is cancelled or the worker ends', async () => {
    const { worker, openGate, behind } = await holdUp('ahead-ends');
    await jobs.cancel(behind[0] as string);
    await worker.close({ deadlineMs: 0 });
    expect(await stateOf(behind[0] as string)).toBe('CANCELLED');
    const found = await jobs.getAll(behind.slice(1));
    for (const job of found) expect(job).toMatchObject({ state: 'WAITING', attempt: 0 });
    openGate();
  });
});

describe('a handler', () => {
  it('whose result is not JSON, or too large, fails alone', async () => {
    const returning = (name: string, result: unknown) =>
      defineHandler({ name, payload: z.unknown(), run: async () => result });
    open({
      queue: 'results',
      handlers: [
        returning('bigint', 1n),
        returning('function', () => {}),
        returning('large', 'x'.repeat(300_000)),
        returning('fine', { ok: true }),
        returning('nothing', undefined),
      ],
    });
    const messages: Record<string, string | undefined> = {};
    for (const name of ['bigint', 'function', 'large', 'fine', 'nothing']) {
      const { id } = await jobs.enqueue({ queue: 'results', name, maxAttempts: 1 });
      await expect.poll(async () => (await jobs.get(id))?.finishedAt).not.toBeNull();
      messages[name] = (await jobs.get(id))?.errors[0]?.message;
    }
    expect(messages).toEqual({
      bigint: expect.stringContaining('result is not JSON'),
      function: 'result is not JSON: it is a function',
      large: expect.stringContaining('at most 262144 are allowed'),
      fine: undefined,
      nothing: undefined,
    });
  });

  it('takes too long: the attempt fails and the signal says so', async () => {
    const { handler, started } = gate();
    open({ queue: 'slow', handlers: [handler] });
    const { id } = await jobs.enqueue({ queue: 'slow', name: 'gate', timeoutMs: 30, maxAttempts: 1 });
    const { signal } = await started;
    await expect.poll(() => stateOf(id)).toBe('DEAD');
    expect(signal.aborted).toBe(true);
    expect((await jobs.get(id))?.errors[0]?.message).toBe('The attempt took longer than 30 ms');
  });

  it('is told at once when its job is cancelled', async () => {
    const { handler, started } = gate();
    open({ queue: 'cancelled', handlers: [handler] });
    const { id } = await jobs.enqueue({ queue: 'cancelled', name: 'gate' });
    const { signal } = await started;
    await jobs.cancel(id);
    await expect.poll(() => stateOf(id)).toBe('CANCELLED');
    expect(signal.aborted).toBe(true);
  });

  it('outlasts its lease as long as the worker lives', async () => {
    const { handler, open: openGate } = gate();
    open({ queue: 'long', handlers: [handler], leaseMs: 3_000 });
    open({ queue: 'long', handlers: [handler], leaseMs: 3_000 });
    const { id } = await jobs.enqueue({ queue: 'long', name: 'gate' });
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    openGate();
    await expect.poll(() => stateOf(id)).toBe('COMPLETED');
    expect(await jobs.get(id)).toMatchObject({ attempt: 1, errors: [] });
  });
});

describe('settings', () => {
  it('may be a URL in the place of a handle', async () => {
    const worker = new Worker(testRedisUrl(), { queue: 'by-url', handlers: [], onError: () => {} });
    await worker.close();
  });

  it.each([
    [{ queue: 'a b' }, 'queue'],
    [{ concurrency: 0 }, 'concurrency'],
    [{ concurrency: 1.5 }, 'concurrency'],
    // As a program without types has it.
    [{ handlers: [{ name: 'bare', run: async () => null } as never] }, 'handlers'],
    [{ leaseMs: 10 }, 'leaseMs'],
    [{ workerId: 'a b' }, 'workerId'],
    [{ handlers: [gate('same').handler, gate('same').handler] }, 'handlers'],
  ])('%o is refused by name', (wrong, setting) => {
    expect(() => new Worker(redis, { queue: 'q', handlers: [], ...wrong })).toThrow(`A worker's ${setting} `);
  });
});

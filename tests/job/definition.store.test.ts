// Jobs that are defined once, for who enqueues them and for their handler. What must not compile is marked; `npm run types` holds it.

import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../../src/redis/job/definition.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { defineHandler } from '../../src/worker/handler.ts';
import { Worker } from '../../src/worker/worker.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);

const greet = defineJob({
  name: 'greet',
  queue: 'letters',
  payload: z.object({
    who: z.string(),
    at: z.iso.datetime().transform((text) => new Date(text)),
    times: z.number().default(2),
  }),
  options: { priority: 7, maxAttempts: 3 },
});

it('a job reaches its handler as its schema makes it', async () => {
  const heard: unknown[] = [];
  const handler = defineHandler(greet, async ({ who, at, times }) => {
    const year: number = at.getUTCFullYear();
    heard.push([who, year, times]);
  });
  // @ts-expect-error The schema has no such field.
  defineHandler(greet, async ({ whom }) => whom);
  expect(handler).toMatchObject({ name: 'greet', queue: 'letters' });
  const { id } = await jobs.enqueue(greet, { who: 'Ada', at: '2026-05-17T10:00:00Z' });
  expect(await jobs.get(id)).toMatchObject({
    ...{ queue: 'letters', name: 'greet', priority: 7, maxAttempts: 3 },
    payload: { who: 'Ada', at: '2026-05-17T10:00:00Z' },
  });
  const worker = new Worker(redis, { queue: 'letters', handlers: [handler] });
  onTestFinished(() => worker.close());
  await expect.poll(() => heard).toEqual([['Ada', 2026, 2]]);
});

it('options of a call go before those of the definition', async () => {
  const { id } = await jobs.enqueue(greet, { who: 'Ada', at: '2026-05-17T10:00:00Z' }, { priority: 1 });
  expect(await jobs.get(id)).toMatchObject({ priority: 1, maxAttempts: 3 });
});

it('a payload that does not fit does not compile, and is refused with the place', async () => {
  // @ts-expect-error The payload lacks `at`.
  const refused = await jobs.enqueue(greet, { who: 'Ada' }).catch((error: Error) => error);
  expect(refused).toMatchObject({
    name: 'Refusal',
    problems: [{ code: 'INVALID', field: ['payload'], message: expect.stringContaining('at: ') }],
  });
  // @ts-expect-error `who` is a text.
  await expect(jobs.enqueue(greet, { who: 1, at: '2026-05-17T10:00:00Z' })).rejects.toThrow('who: ');
});

it('a definition that cannot work is refused where it is made', () => {
  const payload = z.object({});
  expect(() => defineJob({ name: '', queue: 'letters', payload })).toThrow('The name of a job must be');
  expect(() => defineJob({ name: 'greet', queue: 'two words', payload })).toThrow(
    'The queue of the job "greet" must be',
  );
  expect(() => defineJob({ name: 'greet', queue: 'letters', payload: {} as typeof payload })).toThrow(
    'The job "greet" must have a schema as payload',
  );
});
